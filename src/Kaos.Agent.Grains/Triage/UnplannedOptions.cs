using System.Collections.Immutable;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Triage;

/// <summary>
/// Workflows that fit a finding where nothing is going to be changed: no plan, so no hash, and no precondition was
/// looked at. A session plans before it offers.
/// </summary>
public static class UnplannedOptions
{
    /// <summary>The surest first.</summary>
    public static ImmutableArray<WorkflowOption> Of(WorkflowCatalog catalog, Finding finding) =>
    [
        .. catalog.For(finding.CauseCode)
            .Select(workflow => (Workflow: workflow, Arguments: Arguments.Of(workflow, finding)))
            .Where(static fitting => fitting.Arguments.Missing is null)
            .Select(fitting => Option(fitting.Workflow, fitting.Arguments, finding))
            .OrderByDescending(static option => option.Confidence)
            .ThenBy(static option => option.Risk)
            .ThenBy(static option => option.Id, StringComparer.Ordinal),
    ];

    private static WorkflowOption Option(Workflow workflow, Arguments arguments, Finding finding)
    {
        var values = Texts.Values(arguments, finding);

        return new WorkflowOption
        {
            Id = workflow.Id,
            WorkflowId = workflow.Id,
            Name = workflow.Name,
            Description = Words.Fill(workflow.Description, values),
            Risk = workflow.Risk,
            Confidence = Scoring.Confidence(workflow, finding, (Worked: 0, Tried: 0)),
            Parameters = arguments.Texts,
            ExpectedEffect = Words.Fill(workflow.ExpectedEffect, values),
            BlastRadius = Words.Fill(workflow.BlastRadius, values),
            Rollback = Words.Fill(workflow.Rollback, values),
        };
    }
}
