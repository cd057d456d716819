using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>What is shown of a plan when people choose.</summary>
internal static class Options
{
    public static WorkflowOption DoNothing { get; } = new()
    {
        Id = "do-nothing",
        WorkflowId = "do-nothing",
        Name = "Do nothing",
        Description = "Leave the cluster as it is and go on watching",
        Risk = Risk.None,
        Confidence = 0,
        ExpectedEffect = "None",
        BlastRadius = "None",
    };

    public static WorkflowOption HandOver { get; } = new()
    {
        Id = "hand-over",
        WorkflowId = "hand-over",
        Name = "Hand over to a person",
        Description = "Pass everything that was found to a person, and change nothing",
        Risk = Risk.None,
        Confidence = 0,
        ExpectedEffect = "A person takes it from here",
        BlastRadius = "None",
    };

    /// <summary>Where the change goes to a repository: what choosing it does, and what it does not.</summary>
    public static WorkflowOption Proposing(WorkflowOption option, Plan plan) => plan.Steps.Select(step =>
        step.PullRequest).FirstOrDefault() is not { } request
        ? option
        : option with
        {
            Name = $"{option.Name} (pull request)",
            ExpectedEffect = $"Branch {request.Branch} is pushed to {request.Remote} for {request.IncidentId}, changing {request.Path}; "
                + $"{request.Tool} applies it once people have merged it. Then: {option.ExpectedEffect}",
            BlastRadius = $"None before it is merged. Then: {option.BlastRadius}",
        };

    public static WorkflowOption Of(
        Workflow workflow, Arguments arguments, Finding finding, Plan plan, (double Worked, int Tried) record)
    {
        var values = Texts.Values(arguments, finding);
        return new WorkflowOption
        {
            Id = workflow.Id,
            WorkflowId = workflow.Id,
            Name = workflow.Name,
            Description = plan.Summary,
            Risk = workflow.Risk,
            Confidence = Scoring.Confidence(workflow, finding, record),
            Parameters = arguments.Texts,
            ExpectedEffect = Words.Fill(workflow.ExpectedEffect, values),
            BlastRadius = Words.Fill(workflow.BlastRadius, values),
            Rollback = plan.Rollback,
            PlanHash = plan.Hash,
        };
    }
}
