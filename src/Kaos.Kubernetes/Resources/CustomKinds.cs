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
        ["argoproj.io"] = ["Application", "ApplicationSet", "Rollout"],
        ["bitnami.com"] = ["SealedSecret"],
        ["ceph.rook.io"] = ["CephBlockPool", "CephCluster", "CephFilesystem", "CephObjectStore"],
        ["cert-manager.io"] = ["Certificate", "CertificateRequest", "ClusterIssuer", "Issuer"],
        ["cilium.io"] = ["CiliumClusterwideNetworkPolicy", "CiliumNetworkPolicy"],
        ["cluster.x-k8s.io"] = ["Cluster", "Machine", "MachineDeployment", "MachineHealthCheck", "MachineSet"],
        ["config.openshift.io"] = ["ClusterOperator", "ClusterVersion"],
        ["elasticsearch.k8s.elastic.co"] = ["Elasticsearch"],
        ["external-secrets.io"] =
            ["ClusterExternalSecret", "ClusterSecretStore", "ExternalSecret", "PushSecret", "SecretStore"],
        ["gateway.networking.k8s.io"] =
            ["GRPCRoute", "Gateway", "GatewayClass", "HTTPRoute", "ReferenceGrant", "TCPRoute", "TLSRoute"],
        ["helm.toolkit.fluxcd.io"] = ["HelmRelease"],
        ["image.toolkit.fluxcd.io"] = ["ImagePolicy", "ImageRepository", "ImageUpdateAutomation"],
        ["kafka.strimzi.io"] =
        [
            "Kafka", "KafkaBridge", "KafkaConnect", "KafkaConnector", "KafkaMirrorMaker2",
            "KafkaNodePool", "KafkaTopic", "KafkaUser",
        ],
        ["karpenter.azure.com"] = ["AKSNodeClass"],
        ["karpenter.k8s.aws"] = ["EC2NodeClass"],
        ["karpenter.sh"] = ["NodeClaim", "NodePool"],
        ["keda.sh"] = ["ScaledJob", "ScaledObject"],
        ["kustomize.toolkit.fluxcd.io"] = ["Kustomization"],
        ["kyverno.io"] = ["ClusterPolicy", "Policy"],
        ["longhorn.io"] = ["Volume"],
        ["machineconfiguration.openshift.io"] = ["MachineConfigPool"],
        ["mongodbcommunity.mongodb.com"] = ["MongoDBCommunity"],
        ["monitoring.coreos.com"] = ["Alertmanager", "Prometheus", "PrometheusAgent", "ThanosRuler"],
        ["notification.toolkit.fluxcd.io"] = ["Alert", "Provider", "Receiver"],
        ["olm.operatorframework.io"] = ["ClusterCatalog", "ClusterExtension"],
        ["openreports.io"] = ["ClusterReport", "Report"],
        ["operator.tigera.io"] = ["Installation", "TigeraStatus"],
        ["operators.coreos.com"] =
            ["CatalogSource", "ClusterServiceVersion", "InstallPlan", "OperatorGroup", "Subscription"],
        ["pkg.crossplane.io"] = ["Configuration", "Function", "Provider"],
        ["postgresql.cnpg.io"] = ["Cluster", "Pooler", "ScheduledBackup"],
        ["rabbitmq.com"] = ["RabbitmqCluster"],
        ["sailoperator.io"] = ["Istio"],
        ["serving.knative.dev"] = ["Configuration", "Revision", "Route"],
        ["snapshot.storage.k8s.io"] = ["VolumeSnapshot"],
        ["source.toolkit.fluxcd.io"] = ["Bucket", "GitRepository", "HelmChart", "HelmRepository", "OCIRepository"],
        ["storage.k8s.io"] = ["CSIDriver", "VolumeAttachment"],
        ["velero.io"] = ["BackupStorageLocation", "Schedule"],
        ["wgpolicyk8s.io"] = ["ClusterPolicyReport", "PolicyReport"],
    }.ToFrozenDictionary();

    /// <summary>
    /// Whether a group belongs to an operator rather than to Kubernetes itself. Objects of such groups that are in a
    /// snapshot are taken as they are; from a cluster only those kinds are read that are listed here.
    /// </summary>
    public static bool IsForeign(string group) =>
        group.Contains('.', StringComparison.Ordinal) && !group.EndsWith(".k8s.io", StringComparison.Ordinal);

    /// <summary>Whether objects of that kind are read.</summary>
    public static bool Knows(string group, string kind) =>
        ByGroup.TryGetValue(group, out var kinds) && kinds.Contains(kind);
}
