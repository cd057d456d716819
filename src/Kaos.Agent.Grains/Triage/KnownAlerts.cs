using System.Collections.Frozen;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Triage;

/// <summary>
/// The alerts that nearly every cluster has, by their exact names: kubernetes-mixin, kube-prometheus, node-exporter,
/// etcd and CoreDNS. What an alert's name seems to say is not always what its expression measures; here it is known.
/// </summary>
internal static class KnownAlerts
{
    private static readonly FrozenDictionary<string, string> Symptoms = Names().ToFrozenDictionary(
        pair => pair.Name, pair => pair.Symptom, StringComparer.OrdinalIgnoreCase);

    // They have no label that names an object: a part of the control plane is gone, or the cluster as a whole is meant.
    private static readonly FrozenSet<string> OfTheCluster = new[]
    {
        "KubeAPIDown", "KubeAPIErrorBudgetBurn", "KubeAPIInstanceUnreachable", "KubeAPITerminatedRequests",
        "KubeAggregatedAPIDown", "KubeAggregatedAPIErrors", "KubeCPUOvercommit", "KubeCPUQuotaOvercommit",
        "KubeClientCertificateExpiration", "KubeClientErrors", "KubeControllerManagerDown",
        "KubeControllerManagerInstanceUnreachable", "KubeMemoryOvercommit", "KubeMemoryQuotaOvercommit",
        "KubePersistentVolumeErrors", "KubeProxyDown", "KubeSchedulerDown", "KubeSchedulerInstanceUnreachable",
        "KubeVersionMismatch", "KubeletDown", "KubeNodeEviction", "CoreDNSDown", "CoreDNSLatencyHigh",
        "CoreDNSErrorsHigh", "etcdMembersDown", "etcdInsufficientMembers", "etcdNoLeader",
        "etcdHighNumberOfLeaderChanges", "etcdHighNumberOfFailedGRPCRequests", "etcdGRPCRequestsSlow",
        "etcdMemberCommunicationSlow", "etcdHighNumberOfFailedProposals", "etcdHighFsyncDurations",
        "etcdHighCommitDurations", "etcdDatabaseQuotaLowSpace", "etcdExcessiveDatabaseGrowth",
        "etcdDatabaseHighFragmentationRatio",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>From <see cref="SymptomCodes"/>; null for an alert that is somebody's own.</summary>
    public static string? SymptomOf(string alertName) => Symptoms.GetValueOrDefault(alertName);

    /// <summary>Whether the alert is about the cluster itself where its labels name nothing.</summary>
    public static bool IsOfTheCluster(string alertName) => OfTheCluster.Contains(alertName);

    private static IEnumerable<(string Name, string Symptom)> Names() =>
    [
        .. Each(SymptomCodes.CrashLoop, "KubePodCrashLooping", "AlertmanagerClusterCrashlooping"),
        .. Each(SymptomCodes.NotReady,
            "KubePodNotReady", "KubeContainerWaiting", "KubePdbNotEnoughHealthyPods", "TargetDown", "KubeProxyDown",
            "KubeSchedulerDown", "KubeSchedulerInstanceUnreachable", "KubeControllerManagerDown",
            "KubeControllerManagerInstanceUnreachable", "CoreDNSDown", "etcdMembersDown", "etcdInsufficientMembers",
            "etcdNoLeader", "AlertmanagerClusterDown", "PrometheusOperatorNotReady",
            "KubeStateMetricsShardsMissing"),
        .. Each(SymptomCodes.RolloutStuck,
            "KubeDeploymentRolloutStuck", "KubeDeploymentGenerationMismatch", "KubeStatefulSetGenerationMismatch",
            "KubeStatefulSetUpdateNotRolledOut", "KubeDaemonSetRolloutStuck"),
        .. Each(SymptomCodes.ReplicasMissing,
            "KubeDeploymentReplicasMismatch", "KubeStatefulSetReplicasMismatch", "KubeDaemonSetNotScheduled",
            "KubeDaemonSetMisScheduled"),
        .. Each(SymptomCodes.JobStuck, "KubeJobNotCompleted"),
        .. Each(SymptomCodes.JobFailed, "KubeJobFailed"),
        .. Each(SymptomCodes.AutoscalerStuck, "KubeHpaReplicasMismatch", "KubeHpaMaxedOut"),
        .. Each(SymptomCodes.NodeNotReady,
            "KubeNodeNotReady", "KubeNodeUnreachable", "KubeNodeReadinessFlapping", "KubeletDown",
            "KubeletInstanceUnreachable", "KubeletPlegDurationHigh", "KubeletClientCertificateExpiration",
            "KubeletServerCertificateExpiration", "KubeletClientCertificateRenewalErrors",
            "KubeletServerCertificateRenewalErrors", "NodeClockSkewDetected", "NodeClockNotSynchronising",
            "NodeNetworkInterfaceFlapping", "NodeNetworkReceiveErrs", "NodeNetworkTransmitErrs",
            "NodeSystemdServiceFailed", "NodeSystemdServiceCrashlooping", "NodeBondingDegraded", "NodeRAIDDegraded",
            "NodeRAIDDiskFailure"),
        .. Each(SymptomCodes.NodePressure,
            "KubeNodePressure", "KubeNodeEviction", "KubeletTooManyPods", "NodeFilesystemSpaceFillingUp",
            "NodeFilesystemAlmostOutOfSpace", "NodeFilesystemFilesFillingUp", "NodeFilesystemAlmostOutOfFiles",
            "NodeFileDescriptorLimit", "NodeMemoryHighUtilization", "NodeMemoryMajorPagesFaults", "NodeCPUHighUsage",
            "NodeSystemSaturation", "NodeDiskIOSaturation",
            "NodeHighNumberConntrackEntriesUsed"),
        .. Each(SymptomCodes.Latency,
            "KubeletPodStartUpLatencyHigh", "CPUThrottlingHigh", "CoreDNSLatencyHigh", "etcdGRPCRequestsSlow",
            "etcdMemberCommunicationSlow",
            "etcdHighFsyncDurations", "etcdHighCommitDurations"),
        .. Each(SymptomCodes.VolumeFilling, "KubePersistentVolumeFillingUp", "KubePersistentVolumeInodesFillingUp"),
        .. Each(SymptomCodes.VolumeFailed, "KubePersistentVolumeErrors"),
        .. Each(SymptomCodes.ApiUnavailable,
            "KubeAPIDown", "KubeAPIInstanceUnreachable", "KubeAPIErrorBudgetBurn", "KubeAPITerminatedRequests",
            "KubeAggregatedAPIDown",
            "KubeAggregatedAPIErrors"),
        .. Each(SymptomCodes.Errors,
            "KubeClientErrors", "KubeClientCertificateExpiration", "CoreDNSErrorsHigh", "GrafanaRequestsFailing",
            "etcdHighNumberOfFailedGRPCRequests", "etcdHighNumberOfFailedProposals", "etcdHighNumberOfLeaderChanges",
            "KubeStateMetricsListErrors", "KubeStateMetricsWatchErrors",
            "ConfigReloaderSidecarErrors"),
        .. Each(SymptomCodes.Other,
            "KubeQuotaAlmostFull", "KubeQuotaFullyUsed", "KubeQuotaExceeded", "KubeCPUOvercommit",
            "KubeMemoryOvercommit", "KubeCPUQuotaOvercommit", "KubeMemoryQuotaOvercommit", "KubeVersionMismatch",
            "NodeTextFileCollectorScrapeError",
            "etcdDatabaseQuotaLowSpace", "etcdExcessiveDatabaseGrowth", "etcdDatabaseHighFragmentationRatio"),
    ];

    private static IEnumerable<(string, string)> Each(string symptom, params string[] names) =>
        names.Select(name => (name, symptom));
}
