using System.Collections.Immutable;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Triage;

/// <summary>
/// Workflows that fit a finding where nothing is going to be changed: no plan, so no hash, and nothing was asked of the
/// API server. A session plans before it offers.
/// </summary>
/// <param name="Offered">The surest first.</param>
/// <param name="NotOffered">What fits the cause and is left out for what the look shows, or does not show.</param>
public sealed record UnplannedOptions(
    ImmutableArray<WorkflowOption> Offered, ImmutableArray<NotChecked> NotOffered)
{
    public static UnplannedOptions Of(WorkflowCatalog catalog, Finding finding, ClusterSnapshot world)
    {
        var refusal = new UnplannedRefusal(world);
        var fitting = catalog.For(finding.CauseCode)
            .Select(workflow => (Workflow: workflow, Arguments: Arguments.Of(workflow, finding)))
            .Where(static one => one.Arguments.Missing is null)
            .Select(one => (one.Workflow, one.Arguments, Why: refusal.Of(one.Workflow, one.Arguments, finding)))
            .ToList();
        return new UnplannedOptions(
            [
                .. fitting.Where(static one => one.Why is null)
                    .Select(one => Option(one.Workflow, one.Arguments, finding))
                    .OrderByDescending(static option => option.Confidence)
                    .ThenBy(static option => option.Risk)
                    .ThenBy(static option => option.Id, StringComparer.Ordinal),
            ],
            [
                .. fitting.Where(static one => one.Why is not null)
                    .Select(static one => new NotChecked(one.Workflow.Id, one.Why ?? "")),
            ]);
    }

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
