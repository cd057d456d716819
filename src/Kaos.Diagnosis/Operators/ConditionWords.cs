using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Operators;

/// <summary>
/// What a condition of a kind that nobody here knows means, by the conventions that operators follow: the polarity of
/// its type and the family of its reason.
/// </summary>
internal static class ConditionWords
{
    private static readonly string[] Good =
    [
        "Ready", "Available", "Healthy", "Valid", "Synced", "Reconciled", "Programmed", "Accepted", "Established",
        "Installed", "Registered", "Launched", "Success", "Operational",
    ];

    private static readonly string[] Bad =
    [
        "Degraded", "Stalled", "Failed", "Failing", "Failure", "Error", "Errored", "ErrorOccurred", "Unhealthy",
        "NotReady",
    ];

    // Upgradeable and RetrievedUpdates are false on clusters that are well; runs that ended are history.
    private static readonly string[] Idle =
        ["Upgradeable", "RetrievedUpdates", "Succeeded", "Complete", "Completed", "Suspended", "Paused", "Upgraded"];

    private static readonly string[] Failing =
    [
        "Fail", "Error", "Invalid", "NotFound", "Missing", "Denied", "Forbidden", "Unauthorized", "Timeout", "TimedOut",
        "Expired", "Unhealthy", "Degraded", "Rejected", "Conflict", "Mismatch", "Exceeded", "Insufficient",
        "Unreachable", "CrashLoop", "BackOff",
    ];

    private static readonly string[] UnderWay =
    [
        "Pending", "Progress", "Reconciling", "Creating", "Provisioning", "Deploying", "Updating", "Upgrading",
        "Initializ", "Starting", "Waiting", "Scaling", "Installing", "Deleting", "Terminating", "Bootstrap",
        "Restoring", "Rolling",
    ];

    private static readonly string[] Intended =
    [
        "Suspend", "Pause", "Disabled", "NotEnabled", "Stopped", "Hibernat", "ScaledToZero", "ScaledDown", "Complete",
        "Succeeded", "Finished", "Inactive", "Deactivated", "Unmanaged", "NotRequired", "NotApplicable", "Idle",
    ];

    /// <summary>Whether the condition is in the state that its type's name, or its reason, calls trouble.</summary>
    public static bool IsTrouble(Condition condition) =>
        !Idle.Contains(condition.Type) && !Says(condition.Reason, Intended) &&
        (condition.IsTrue
            ? (Ends(condition.Type, Bad) && condition.Type is not ['N', 'o', >= 'A' and <= 'Z', ..]) ||
                condition.Type is ['F', 'a', 'i', 'l', 'e', 'd', >= 'A' and <= 'Z', ..]
            : !Ends(condition.Type, Bad) &&
                (IsNeither(condition) || (condition.IsFalse &&
                    (Ends(condition.Type, Good) || Says(condition.Reason, Failing)))));

    // Some operators have more values for a status than three: Available is Degraded. Unknown is what they say while
    // they work; with a failure as its reason, it is one.
    private static bool IsNeither(Condition condition) =>
        !condition.IsFalse && (Ends(condition.Status, Bad) ||
            (Says(condition.Reason, Failing) && Ends(condition.Type, Good)));

    /// <summary>Whether its reason says that the operator is at work on it.</summary>
    public static bool IsUnderWay(Condition condition) =>
        Says(condition.Reason, UnderWay) && !Says(condition.Reason, Failing);

    /// <summary>Whether the condition says that the resource rests because somebody wants it to.</summary>
    public static bool IsRest(Condition condition) =>
        condition.IsTrue && (condition.Type is "Suspended" or "Paused" || condition.Type.EndsWith(
            "hibernation", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a word of a status field, such as a phase, says that it failed.</summary>
    public static bool IsFailed(string word) =>
        word.ToUpperInvariant() is "RED" or "CRITICAL" or "FAULTED" or "BROKEN" or "UNAVAILABLE" or "NOTREADY" ||
        Says(word, Failing);

    private static bool Ends(string type, string[] words) =>
        Array.Exists(words, w => type.EndsWith(w, StringComparison.Ordinal));

    private static bool Says(string? reason, string[] words) =>
        reason is not null && Array.Exists(words, w => reason.Contains(w, StringComparison.OrdinalIgnoreCase));
}
