using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Triage;

/// <summary>
/// Which symptom an alert's name speaks of. A well-known alert is looked up; other names are people's own, so parts of
/// names decide: parts that no program's own name is likely to have.
/// </summary>
internal static class AlertSymptoms
{
    // In this order: "KubePodCrashLooping" before "Pod…NotReady", "KubeHpaReplicasMismatch" before "…Replicas…".
    private static readonly (string[] Parts, string Code)[] Table =
    [
        (["podevict"], SymptomCodes.Evicted),
        (["podsevict"], SymptomCodes.Evicted),
        (["terminating"], SymptomCodes.StuckTerminating),
        (["drain"], SymptomCodes.DrainBlocked),
        (["admission"], SymptomCodes.AdmissionBroken),
        (["crashloop"], SymptomCodes.CrashLoop),
        (["crash"], SymptomCodes.CrashLoop),
        (["restart"], SymptomCodes.CrashLoop),
        (["imagepull"], SymptomCodes.ImagePull),
        (["errimage"], SymptomCodes.ImagePull),
        (["configerror"], SymptomCodes.ConfigError),
        (["unschedulable"], SymptomCodes.Pending),
        (["notscheduled"], SymptomCodes.Pending),
        (["persistentvolumeclaim", "pending"], SymptomCodes.ClaimUnbound),
        (["pvc", "pending"], SymptomCodes.ClaimUnbound),
        (["loadbalancer", "pending"], SymptomCodes.AddressPending),
        (["pending"], SymptomCodes.Pending),
        (["volume", "resize"], SymptomCodes.ResizeStuck),
        (["persistentvolumeerror"], SymptomCodes.VolumeFailed),
        (["node", "notready"], SymptomCodes.NodeNotReady),
        (["node", "unreachable"], SymptomCodes.NodeNotReady),
        (["node", "down"], SymptomCodes.NodeNotReady),
        (["nodereadiness"], SymptomCodes.NodeNotReady),
        (["kubeletdown"], SymptomCodes.NodeNotReady),
        (["nodefilesystem"], SymptomCodes.NodePressure),
        (["diskpressure"], SymptomCodes.NodePressure),
        (["memorypressure"], SymptomCodes.NodePressure),
        (["pidpressure"], SymptomCodes.NodePressure),
        (["nodememory"], SymptomCodes.NodePressure),
        (["nodedisk"], SymptomCodes.NodePressure),
        (["volume", "filling"], SymptomCodes.VolumeFilling),
        (["volume", "full"], SymptomCodes.VolumeFilling),
        (["volume", "space"], SymptomCodes.VolumeFilling),
        (["pvc", "full"], SymptomCodes.VolumeFilling),
        (["aggregatedapi"], SymptomCodes.ApiUnavailable),
        (["kubeapidown"], SymptomCodes.ApiUnavailable),
        (["apiservice"], SymptomCodes.ApiUnavailable),
        (["certmanager"], SymptomCodes.ResourceUnhealthy),
        (["certificate", "notready"], SymptomCodes.ResourceUnhealthy),
        (["cert", "expir"], SymptomCodes.ResourceUnhealthy),
        (["argocd"], SymptomCodes.ResourceUnhealthy),
        (["argoapp"], SymptomCodes.ResourceUnhealthy),
        (["outofsync"], SymptomCodes.ResourceUnhealthy),
        (["kustomization"], SymptomCodes.ResourceUnhealthy),
        (["helmrelease"], SymptomCodes.ResourceUnhealthy),
        (["reconciliationfailure"], SymptomCodes.ResourceUnhealthy),
        (["keda"], SymptomCodes.ResourceUnhealthy),
        (["csvabnormal"], SymptomCodes.ResourceUnhealthy),
        (["kubehpa"], SymptomCodes.AutoscalerStuck),
        (["hpa", "max"], SymptomCodes.AutoscalerStuck),
        (["horizontalpodautoscaler"], SymptomCodes.AutoscalerStuck),
        (["job", "fail"], SymptomCodes.JobFailed),
        (["job", "notcompleted"], SymptomCodes.JobStuck),
        (["cronjob"], SymptomCodes.CronJobNotRunning),
        (["endpoint"], SymptomCodes.NoEndpoints),
        (["rolloutstuck"], SymptomCodes.RolloutStuck),
        (["notrolledout"], SymptomCodes.RolloutStuck),
        (["generationmismatch"], SymptomCodes.RolloutStuck),
        (["replica"], SymptomCodes.ReplicasMissing),
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
        (reason is null ? null : Match(reason)) ?? KnownAlerts.SymptomOf(alertName) ?? Match(alertName)
            ?? SymptomCodes.Other;

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
