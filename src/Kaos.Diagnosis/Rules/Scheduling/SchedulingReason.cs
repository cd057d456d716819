using Kaos.Contracts.Diagnosis;

namespace Kaos.Diagnosis.Rules.Scheduling;

/// <summary>Which cause a reason of the scheduler speaks for.</summary>
internal static class SchedulingReason
{
    private static readonly string[] Basic = ["cpu", "memory", "ephemeral-storage"];

    // In this order: "pod anti-affinity" holds "affinity", "PersistentVolume's node affinity" does too, and what a
    // plugin says of an expression holds any word.
    private static readonly (string Words, string Cause)[] Table =
    [
        ("\"DynamicResources\"", CauseCodes.UnschedulableExtendedResource),
        ("csi driver is not installed", CauseCodes.CsiDriverMissing),
        ("unschedulable", CauseCodes.UnschedulableCordon),
        ("too many pods", CauseCodes.UnschedulablePodCount),
        ("max volume count", CauseCodes.UnschedulableVolumeCount),
        ("readwriteoncepod", CauseCodes.VolumeMultiAttach),
        ("volume", CauseCodes.UnschedulableVolume),
        ("pvc(s)", CauseCodes.UnschedulableVolume),
        ("free storage", CauseCodes.UnschedulableVolume),
        ("no available disk", CauseCodes.UnschedulableVolume),
        ("resourceclaim", CauseCodes.UnschedulableExtendedResource),
        ("allocate all claims", CauseCodes.UnschedulableExtendedResource),
        ("device class", CauseCodes.UnschedulableExtendedResource),
        ("resource class", CauseCodes.UnschedulableExtendedResource),
        ("persistentvolumeclaim", CauseCodes.UnschedulableVolume),
        ("anti-affinity", CauseCodes.UnschedulableAntiAffinity),
        ("pod affinity", CauseCodes.UnschedulablePodAffinity),
        ("topology spread", CauseCodes.UnschedulableTopologySpread),
        ("free ports", CauseCodes.UnschedulableHostPort),
        ("affinity", CauseCodes.UnschedulableAffinity),
        ("selector", CauseCodes.UnschedulableAffinity),
        ("requested node name", CauseCodes.UnschedulableAffinity),
        ("requested hostname", CauseCodes.UnschedulableAffinity),
        ("taint", CauseCodes.UnschedulableTaint),
    ];

    public static string? Cause(string reason) => Resource(reason) is { } resource
        ? resource == "pods" ? CauseCodes.UnschedulablePodCount
            : Basic.Contains(resource) ? CauseCodes.UnschedulableResources : CauseCodes.UnschedulableExtendedResource
        : Table.FirstOrDefault(t => reason.Contains(t.Words, StringComparison.OrdinalIgnoreCase)).Cause;

    /// <summary>The resource that is short: <c>cpu</c>.</summary>
    public static string? Resource(string reason) =>
        reason.StartsWith("Insufficient ", StringComparison.OrdinalIgnoreCase) ? reason["Insufficient ".Length..]
            .Trim() : null;
}
