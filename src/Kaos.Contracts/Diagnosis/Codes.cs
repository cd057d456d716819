namespace Kaos.Contracts.Diagnosis;

/// <summary>Stable names of causes; the first part of an incident class.</summary>
public static partial class CauseCodes
{
    public const string OomLimit = "oom-limit";
    public const string ConfigChange = "config-change";
    public const string CrashLoop = "crash-loop";
    public const string ImagePullMissing = "image-missing";
    public const string ImagePullDenied = "image-access-denied";
    public const string ImagePullHost = "image-host-unknown";
    public const string UnschedulableResources = "unschedulable-resources";
    public const string UnschedulableTaint = "unschedulable-taint";
    public const string UnschedulableAffinity = "unschedulable-affinity";
    public const string UnschedulableVolume = "unschedulable-volume";
    public const string UnschedulableCordon = "unschedulable-cordon";
    public const string ConfigMapMissing = "configmap-missing";
    public const string SecretMissing = "secret-missing";
    public const string ProbePort = "probe-port";
    public const string ProbePath = "probe-path";
    public const string ProbeSlowStart = "probe-slow-start";
    public const string ProbeFailing = "probe-failing";
    public const string ServiceSelector = "service-selector";
    public const string ServiceNoReadyPods = "service-no-ready-pods";
    public const string NodeNotReady = "node-not-ready";
    public const string NodeDrained = "node-drained";
    public const string QuotaExceeded = "quota-exceeded";
    public const string QuotaMustSpecify = "quota-must-specify";
    public const string JobFailed = "job-failed";
    public const string UpstreamScaledDown = "upstream-scaled-down";
    public const string UpstreamUnavailable = "upstream-unavailable";
    public const string Unknown = "unknown";
}

/// <summary>Stable names of symptoms: what an alert, an event or a person can report.</summary>
public static partial class SymptomCodes
{
    public const string CrashLoop = "crash-loop";
    public const string OomKilled = "oom-killed";
    public const string ImagePull = "image-pull";
    public const string Pending = "pending";
    public const string ConfigError = "config-error";
    public const string NotReady = "not-ready";
    public const string ReplicasMissing = "replicas-missing";
    public const string NoEndpoints = "no-endpoints";
    public const string NodeNotReady = "node-not-ready";
    public const string JobFailed = "job-failed";
    public const string Latency = "latency";
    public const string Errors = "errors";
    public const string Other = "other";
}

/// <summary>Names in <see cref="Finding.Facts"/>. Amounts are Kubernetes quantities; times are RFC 3339 UTC.</summary>
public static class FactNames
{
    public const string Container = "container";
    public const string Limit = "limit";
    public const string Peak = "peak";
    public const string SuggestedLimit = "suggestedLimit";

    /// <summary>The workload that reads the configuration, <c>Kind/name</c>.</summary>
    public const string Workload = "workload";

    /// <summary>A ConfigMap whose change came just before the symptom.</summary>
    public const string ConfigMap = "configMap";
    public const string PreviousRevision = "previousRevision";
    public const string CurrentRevision = "currentRevision";

    /// <summary>
    /// The revision before the present one, where it ran well and the trouble came with the present one.
    /// </summary>
    public const string WellBefore = "wellBefore";

    /// <summary>Where the earlier version can be read: <c>last-applied</c>, <c>observed</c>.</summary>
    public const string PreviousSource = "previousSource";

    /// <summary>
    /// Hash of the earlier version (the whole object as JSON) in the blob store, when it was observed.
    /// </summary>
    public const string PreviousContent = "previousContent";
    public const string ChangedAt = "changedAt";
    public const string ChangedBy = "changedBy";

    /// <summary>A StatefulSet or Deployment that was scaled down, <c>Kind/namespace/name</c>.</summary>
    public const string ScaledDown = "scaledDown";
    public const string Replicas = "replicas";
    public const string WantedReplicas = "wantedReplicas";

    /// <summary>A node that was cordoned or drained.</summary>
    public const string Node = "node";
    public const string DrainedAt = "drainedAt";
}
