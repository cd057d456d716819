using System.Collections.Frozen;

namespace Kaos.Kubernetes.Resources;

/// <summary>
/// The kinds without a model of their own that are read where a cluster serves them. Never one that holds secrets.
/// </summary>
public static class CustomKinds
{
    private static readonly FrozenDictionary<string, string[]> ByGroup = new Dictionary<string, string[]>
    {
        ["acme.cert-manager.io"] = ["Challenge", "Order"],
        ["apiregistration.k8s.io"] = ["APIService"],
        ["argoproj.io"] = ["Application", "Rollout"],
        ["cert-manager.io"] = ["Certificate", "CertificateRequest", "ClusterIssuer", "Issuer"],
        ["gateway.networking.k8s.io"] =
            ["GRPCRoute", "Gateway", "GatewayClass", "HTTPRoute", "ReferenceGrant", "TCPRoute", "TLSRoute"],
        ["helm.toolkit.fluxcd.io"] = ["HelmRelease"],
        ["keda.sh"] = ["ScaledJob", "ScaledObject"],
        ["kyverno.io"] = ["ClusterPolicy", "Policy"],
        ["kustomize.toolkit.fluxcd.io"] = ["Kustomization"],
        ["olm.operatorframework.io"] = ["ClusterCatalog", "ClusterExtension"],
        ["openreports.io"] = ["ClusterReport", "Report"],
        ["operators.coreos.com"] =
            ["CatalogSource", "ClusterServiceVersion", "InstallPlan", "OperatorGroup", "Subscription"],
        ["source.toolkit.fluxcd.io"] = ["Bucket", "GitRepository", "HelmChart", "HelmRepository", "OCIRepository"],
        ["storage.k8s.io"] = ["CSIDriver", "VolumeAttachment"],
        ["wgpolicyk8s.io"] = ["ClusterPolicyReport", "PolicyReport"],
    }.ToFrozenDictionary();

    /// <summary>Whether objects of that kind are read.</summary>
    public static bool Knows(string group, string kind) =>
        ByGroup.TryGetValue(group, out var kinds) && kinds.Contains(kind);
}
