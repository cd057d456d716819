using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Triage;

/// <summary>Which symptom an alert's name speaks of. Names are people's own, so parts of names decide.</summary>
internal static class AlertSymptoms
{
    // In this order: "KubePodCrashLooping" before "Pod…NotReady", "ErrImagePull" before "…Error".
    private static readonly (string[] Parts, string Code)[] Table =
    [
        (["crashloop"], SymptomCodes.CrashLoop),
        (["crash"], SymptomCodes.CrashLoop),
        (["restart"], SymptomCodes.CrashLoop),
        (["imagepull"], SymptomCodes.ImagePull),
        (["errimage"], SymptomCodes.ImagePull),
        (["configerror"], SymptomCodes.ConfigError),
        (["unschedulable"], SymptomCodes.Pending),
        (["notscheduled"], SymptomCodes.Pending),
        (["pending"], SymptomCodes.Pending),
        (["node", "notready"], SymptomCodes.NodeNotReady),
        (["node", "unreachable"], SymptomCodes.NodeNotReady),
        (["node", "down"], SymptomCodes.NodeNotReady),
        (["job", "fail"], SymptomCodes.JobFailed),
        (["job", "notcompleted"], SymptomCodes.JobFailed),
        (["endpoint"], SymptomCodes.NoEndpoints),
        (["replica"], SymptomCodes.ReplicasMissing),
        (["rolloutstuck"], SymptomCodes.ReplicasMissing),
        (["latency"], SymptomCodes.Latency),
        (["slow"], SymptomCodes.Latency),
        (["p99"], SymptomCodes.Latency),
        (["p95"], SymptomCodes.Latency),
        (["duration"], SymptomCodes.Latency),
        (["timeout"], SymptomCodes.Latency),
        (["responsetime"], SymptomCodes.Latency),
        (["5xx"], SymptomCodes.Errors),
        (["error"], SymptomCodes.Errors),
        (["failurerate"], SymptomCodes.Errors),
        (["notready"], SymptomCodes.NotReady),
        (["unavailable"], SymptomCodes.NotReady),
        (["unhealthy"], SymptomCodes.NotReady),
        (["waiting"], SymptomCodes.NotReady),
        (["down"], SymptomCodes.NotReady),
    ];

    /// <param name="reason">The label that kube-state-metrics gives: <c>OOMKilled</c>, <c>CrashLoopBackOff</c>; more
    /// exact than a name.</param>
    public static string Of(string alertName, string? reason) =>
        (reason is null ? null : Match(reason)) ?? Match(alertName) ?? SymptomCodes.Other;

    private static string? Match(string text)
    {
        if (SaysOom(text))
        {
            return SymptomCodes.OomKilled;
        }

        var flat = string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();
        foreach (var (parts, code) in Table)
        {
            if (parts.All(part => flat.Contains(part, StringComparison.Ordinal)))
            {
                return code;
            }
        }

        return null;
    }

    // As a word: "TooManyErrors" has the same three letters.
    private static bool SaysOom(string text) =>
        text.Contains("OOM", StringComparison.Ordinal) || text.Contains("Oom", StringComparison.Ordinal) ||
        text.Split('_', '-', ' ', '.').Any(word => word.StartsWith("oom", StringComparison.Ordinal));
}
