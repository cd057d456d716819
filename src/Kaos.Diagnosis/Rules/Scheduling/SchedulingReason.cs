using Kaos.Contracts.Diagnosis;

namespace Kaos.Diagnosis.Rules.Scheduling;

/// <summary>Which cause a reason of the scheduler speaks for.</summary>
internal static class SchedulingReason
{
    public static string? Cause(string reason) =>
        Has(reason, "unschedulable") ? CauseCodes.UnschedulableCordon
        : Has(reason, "insufficient") || Has(reason, "too many pods") ? CauseCodes.UnschedulableResources
        : Has(reason, "volume") || Has(reason, "persistentvolumeclaim") ? CauseCodes.UnschedulableVolume
        : Has(reason, "affinity") || Has(reason, "selector") || Has(reason, "topology spread") || Has(reason, "free ports")
            ? CauseCodes.UnschedulableAffinity
        : Has(reason, "taint") ? CauseCodes.UnschedulableTaint
        : null;

    /// <summary>The resource that is short: <c>cpu</c>.</summary>
    public static string? Resource(string reason) =>
        reason.StartsWith("Insufficient ", StringComparison.OrdinalIgnoreCase) ? reason["Insufficient ".Length..].Trim() : null;

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
}
