namespace Kaos.Contracts.Diagnosis;

/// <summary>Stable names of remarks.</summary>
public static partial class RemarkCodes
{
    public const string ChangedByHand = "changed-by-hand";
    public const string ConfigMapEmpty = "configmap-empty";
    public const string ConfigMapLarge = "configmap-large";
    public const string ConfigMapUnused = "configmap-unused";
    public const string DefaultClasses = "several-default-storage-classes";
    public const string DefaultServiceAccount = "default-service-account";
    public const string KubeletSkew = "kubelet-version-skew";
    public const string NetworkPolicySelectsNothing = "network-policy-selects-nothing";
    public const string QuotaNearlyUsed = "quota-nearly-used";
    public const string RightsEverything = "rights-to-everything";
    public const string VolumeClaimUnused = "volume-claim-unused";
    public const string VolumeReleased = "volume-released";
    public const string WebhookLeftOver = "webhook-left-over";
}
