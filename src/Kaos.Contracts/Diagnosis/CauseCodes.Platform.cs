namespace Kaos.Contracts.Diagnosis;

/// <content>Causes that lie beneath workloads: storage, nodes, rights, the control plane, operators.</content>
public static partial class CauseCodes
{
    public const string ApiServerFailing = "api-server-failing";
    public const string ApiServiceUnavailable = "api-service-unavailable";
    public const string CertificateExpiring = "certificate-expiring";
    public const string CertificateNotIssued = "certificate-not-issued";
    public const string ClockSkew = "clock-skew";
    public const string ConfigInvalid = "config-invalid";
    public const string ControllerManagerDown = "controller-manager-down";
    public const string CsiDriverMissing = "csi-driver-missing";
    public const string DiskFull = "disk-full";
    public const string EphemeralStorageLimit = "ephemeral-storage-limit";
    public const string EtcdDiskSlow = "etcd-disk-slow";
    public const string EtcdFailing = "etcd-failing";
    public const string GitOpsNamespaceMissing = "gitops-namespace-missing";
    public const string GitOpsSourceFailed = "gitops-source-failed";
    public const string GitOpsSyncFailed = "gitops-sync-failed";
    public const string HostPathMissing = "host-path-missing";
    public const string IssuerNotReady = "issuer-not-ready";
    public const string KubeletSkew = "kubelet-version-skew";
    public const string LeaderElectionLost = "leader-election-lost";
    public const string NamespaceStuck = "namespace-stuck";
    public const string NodeDiskFilling = "node-disk-filling";
    public const string NodeDiskPressure = "node-disk-pressure";
    public const string NodeMemoryPressure = "node-memory-pressure";
    public const string NodePidPressure = "node-pid-pressure";
    public const string NodeProblem = "node-problem";
    public const string NoisyNeighbour = "noisy-neighbour";
    public const string OperatorCatalogDown = "operator-catalog-down";
    public const string OperatorGroupInvalid = "operator-group-invalid";
    public const string OperatorInstallFailed = "operator-install-failed";
    public const string PolicyNotReady = "policy-not-ready";
    public const string ProvisionerDown = "provisioner-down";
    public const string ProvisioningFailed = "provisioning-failed";
    public const string ResourceUnhealthy = "resource-unhealthy";
    public const string RightsMissing = "rights-missing";
    public const string ScalerFailed = "scaler-failed";
    public const string SchedulerDown = "scheduler-down";
    public const string StorageClassMissing = "storage-class-missing";
    public const string StorageClassNoDefault = "storage-class-no-default";
    public const string VolumeAccessMode = "volume-access-mode";
    public const string VolumeAttachFailed = "volume-attach-failed";
    public const string VolumeClaimMissing = "volume-claim-missing";
    public const string VolumeFilling = "volume-filling";
    public const string VolumeLost = "volume-lost";
    public const string VolumeMountFailed = "volume-mount-failed";
    public const string VolumeMultiAttach = "volume-multi-attach";
    public const string VolumeNotFree = "volume-not-free";
    public const string VolumeReclaimFailed = "volume-reclaim-failed";
    public const string VolumeResizeStuck = "volume-resize-stuck";
    public const string VolumeTooSmall = "volume-too-small";
    public const string VolumeUnmatched = "volume-unmatched";
    public const string VolumeZoneConflict = "volume-zone-conflict";
}
