using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Operators;

/// <summary>
/// A ScaledObject or ScaledJob of KEDA that does not scale, or scales by its fallback because a trigger cannot be read.
/// </summary>
internal static class KedaHealth
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Blind = TimeSpan.FromMinutes(10);

    public static ResourceTrouble? Of(CustomResource item) => IsPaused(item) ? null
        : ResourceHealth.Condition(item, "Ready", CauseCodes.ScalerFailed, Grace) ?? Partial(item) ?? Fallback(item);

    // One trigger of several cannot be read: it scales by the others.
    private static ResourceTrouble? Partial(CustomResource item) =>
        item.Conditions.Condition("Ready") is { Reason: "PartialTriggerError" } partial
            ? new ResourceTrouble(
                CauseCodes.ScalerFailed, ResourceHealth.Words(partial), partial.LastTransitionTime, Blind)
            : null;

    private static ResourceTrouble? Fallback(CustomResource item) =>
        item.Conditions.Condition("Fallback") is { IsTrue: true } fallback
            ? new ResourceTrouble(
                CauseCodes.ScalerFailed, ResourceHealth.Words(fallback), fallback.LastTransitionTime, Blind)
            : null;

    private static bool IsPaused(CustomResource item) =>
        item.Metadata.Annotations.Keys.Any(k => k.StartsWith("autoscaling.keda.sh/paused", StringComparison.Ordinal));
}
