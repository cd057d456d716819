using System.Collections.Immutable;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>
/// By action, what must be seen in the cluster before it counts as done: what the API server answered to the write is
/// never enough. A workflow's own checks come on top. Pure.
/// </summary>
internal static class VerificationTable
{
    /// <summary>
    /// Checks of one action. None for a program in a pod: its exit code and output are the proof, and both are
    /// evidence.
    /// </summary>
    public static ImmutableArray<string> Of(string action) => action switch
    {
        ActionNames.Cordon => [CheckNames.NodeCordoned],
        ActionNames.Delete => [CheckNames.Gone],
        ActionNames.Evict or ActionNames.RestartPod => [CheckNames.Gone, CheckNames.RolloutHealthy],
        ActionNames.Exec or ActionNames.DebugPod => [],
        ActionNames.ExpandVolumeClaim => [CheckNames.AsWritten, CheckNames.VolumeGrown],
        ActionNames.PatchAutoscaler => [CheckNames.AsWritten, CheckNames.AutoscalerInBounds],
        ActionNames.Scale => [CheckNames.AsWritten, CheckNames.RolloutHealthy, CheckNames.ReplicasMatch],
        ActionNames.SetSelector or ActionNames.SetTargetPort => [CheckNames.AsWritten, CheckNames.SymptomsGone],
        ActionNames.Uncordon => [CheckNames.NodeSchedulable],
        _ => [CheckNames.AsWritten, CheckNames.RolloutHealthy],
    };

    /// <summary>The checks of a plan, with those that its steps ask for and that are not among them.</summary>
    public static ImmutableArray<VerificationCheck> Complete(
        ImmutableArray<VerificationCheck> checks, IEnumerable<PlanStep> steps) =>
    [
        .. checks,
        .. steps
            // A drained node is looked at as a whole, not pod by pod.
            .Where(step => step.Action != ActionNames.Evict || checks.All(check => check.Kind != CheckNames.NodeEmpty))
            .SelectMany(step => Of(step).Concat(Of(step.Custom)))
            .Where(proof => checks.All(check => (check.Kind, check.Object) != (proof.Kind, proof.Object)))
            .Distinct(),
    ];

    // Replicas are looked at where they are waited for: other objects have none.
    private static IEnumerable<VerificationCheck> Of(PlanStep step) => Of(step.Action)
        .Where(kind => step.AwaitRollout || !IsOfReplicas(kind))
        .Select(kind =>
            new VerificationCheck(
                kind, IsOfReplicas(kind) ? step.RolloutOf ?? step.Target : step.Target, Required: true));

    private static IEnumerable<VerificationCheck> Of(CustomEdit? custom) =>
        custom is null ? [] : [new VerificationCheck(CheckNames.AsMeant, custom.Owned, Required: true)];

    private static bool IsOfReplicas(string kind) => kind is CheckNames.RolloutHealthy or CheckNames.ReplicasMatch;
}
