using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>What is the same for every plan that a person asked for directly. Pure.</summary>
internal static class RequestPlans
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long it is looked at afterwards; what for, the steps say themselves
    /// (<c>Verification/VerificationTable.cs</c>).
    /// </summary>
    public static VerificationPlan Verification(ChangeRequest request) => request.Action switch
    {
        // How it ended is all that there is to see.
        ActionNames.Exec or ActionNames.DebugPod => new VerificationPlan(TimeSpan.Zero, []),
        Drain.Name =>
            new VerificationPlan(Window, [new VerificationCheck(CheckNames.NodeEmpty, request.Target, Required: true)]),
        _ => new VerificationPlan(Window, []),
    };

    /// <summary>As a person would say it.</summary>
    public static string Summary(ChangeRequest request)
    {
        var with = request.With.Where(pair => pair.Key != "manifest").Select(pair => $"{pair.Key} {pair.Value}")
            .ToArray();
        return $"{request.Action} {request.Target}{(with.Length == 0 ? "" : $" ({string.Join(", ", with)})")}, as asked for";
    }

    public static WorkflowOption Option(ChangeRequest request, Plan plan) => new()
    {
        Id = request.Action,
        WorkflowId = plan.WorkflowId,
        Name = $"Do it: {request.Action} {request.Target.Kind} {request.Target.Name}",
        Description = plan.Summary,
        Risk = RiskOf(request),
        Confidence = 1,
        Parameters = request.With,
        ExpectedEffect = plan.Steps[^1].Description,
        BlastRadius = plan.Reviews is [var first, ..] ? first.Impact : "",
        Rollback = plan.Rollback,
        PlanHash = plan.Hash,
    };

    public static string Rollback(IEnumerable<PlanStep> steps) => steps.All(step => step.Inverse is not null)
        ? "The fields that were written get their old values back"
        : "There is no way back for at least one step";

    private static Risk RiskOf(ChangeRequest request) => request.Action switch
    {
        ActionNames.Delete or ActionNames.Exec or ActionNames.DebugPod or Drain.Name => Risk.High,
        ActionNames.RolloutRestart or ActionNames.RestartPod or ActionNames.Cordon or ActionNames.Uncordon
            or ActionNames.Label => Risk.Low,
        ActionNames.Scale when TypedActions.Find(request.Action) is not null &&
            request.With.GetValueOrDefault("replicas") == "0" => Risk.High,
        _ => Risk.Medium,
    };
}
