using System.Collections.Frozen;
using Kaos.Kubernetes.Json;
using Kaos.Kubernetes.Models;

namespace Kaos.Kubernetes.Resources;

/// <summary>The kinds that we have models of.</summary>
internal static class ModelKinds
{
    private static readonly KubernetesJson Json = SharingJson.Context;

    public static IReadOnlyList<ModelKind> All { get; } =
    [
        new ModelKind<Pod>(
            new ResourceType("", "v1", "pods", "Pod", true),
            Json.PodList,
            Json.Pod),
        new ModelKind<Deployment>(
            new ResourceType("apps", "v1", "deployments", "Deployment", true),
            Json.DeploymentList,
            Json.Deployment),
        new ModelKind<ReplicaSet>(
            new ResourceType("apps", "v1", "replicasets", "ReplicaSet", true),
            Json.ReplicaSetList,
            Json.ReplicaSet),
        new ModelKind<ControllerRevision>(
            new ResourceType("apps", "v1", "controllerrevisions", "ControllerRevision", true),
            Json.ControllerRevisionList,
            Json.ControllerRevision),
        new ModelKind<StatefulSet>(
            new ResourceType("apps", "v1", "statefulsets", "StatefulSet", true),
            Json.StatefulSetList,
            Json.StatefulSet),
        new ModelKind<DaemonSet>(
            new ResourceType("apps", "v1", "daemonsets", "DaemonSet", true),
            Json.DaemonSetList,
            Json.DaemonSet),
        new ModelKind<Job>(
            new ResourceType("batch", "v1", "jobs", "Job", true),
            Json.JobList,
            Json.Job),
        new ModelKind<CronJob>(
            new ResourceType("batch", "v1", "cronjobs", "CronJob", true),
            Json.CronJobList,
            Json.CronJob),
        new ModelKind<Service>(
            new ResourceType("", "v1", "services", "Service", true),
            Json.ServiceList,
            Json.Service),
        new ModelKind<Endpoints>(
            new ResourceType("", "v1", "endpoints", "Endpoints", true),
            Json.EndpointsList,
            Json.Endpoints),
        new ModelKind<EndpointSlice>(
            new ResourceType("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", true),
            Json.EndpointSliceList,
            Json.EndpointSlice),
        new ModelKind<Ingress>(
            new ResourceType("networking.k8s.io", "v1", "ingresses", "Ingress", true),
            Json.IngressList,
            Json.Ingress),
        new ModelKind<ConfigMap>(
            new ResourceType("", "v1", "configmaps", "ConfigMap", true),
            Json.ConfigMapList,
            Json.ConfigMap),
        new ModelKind<PersistentVolumeClaim>(
            new ResourceType("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true),
            Json.PersistentVolumeClaimList,
            Json.PersistentVolumeClaim),
        new ModelKind<PersistentVolume>(
            new ResourceType("", "v1", "persistentvolumes", "PersistentVolume", false),
            Json.PersistentVolumeList,
            Json.PersistentVolume),
        new ModelKind<StorageClass>(
            new ResourceType("storage.k8s.io", "v1", "storageclasses", "StorageClass", false),
            Json.StorageClassList,
            Json.StorageClass),
        new ModelKind<Node>(
            new ResourceType("", "v1", "nodes", "Node", false),
            Json.NodeList,
            Json.Node),
        new ModelKind<Namespace>(
            new ResourceType("", "v1", "namespaces", "Namespace", false),
            Json.NamespaceList,
            Json.Namespace),
        new ModelKind<ResourceQuota>(
            new ResourceType("", "v1", "resourcequotas", "ResourceQuota", true),
            Json.ResourceQuotaList,
            Json.ResourceQuota),
        new ModelKind<LimitRange>(
            new ResourceType("", "v1", "limitranges", "LimitRange", true),
            Json.LimitRangeList,
            Json.LimitRange),
        new ModelKind<HorizontalPodAutoscaler>(
            new ResourceType("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true),
            Json.HorizontalPodAutoscalerList,
            Json.HorizontalPodAutoscaler),
        new ModelKind<PodDisruptionBudget>(
            new ResourceType("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true),
            Json.PodDisruptionBudgetList,
            Json.PodDisruptionBudget),
        new ModelKind<NetworkPolicy>(
            new ResourceType("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", true),
            Json.NetworkPolicyList,
            Json.NetworkPolicy),
        new ModelKind<ServiceAccount>(
            new ResourceType("", "v1", "serviceaccounts", "ServiceAccount", true),
            Json.ServiceAccountList,
            Json.ServiceAccount),
        new ModelKind<Role>(
            new ResourceType("rbac.authorization.k8s.io", "v1", "roles", "Role", true),
            Json.RoleList,
            Json.Role),
        new ModelKind<ClusterRole>(
            new ResourceType("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", false),
            Json.ClusterRoleList,
            Json.ClusterRole),
        new ModelKind<RoleBinding>(
            new ResourceType("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding", true),
            Json.RoleBindingList,
            Json.RoleBinding),
        new ModelKind<ClusterRoleBinding>(
            new ResourceType("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", false),
            Json.ClusterRoleBindingList,
            Json.ClusterRoleBinding),
        new ModelKind<Lease>(
            new ResourceType("coordination.k8s.io", "v1", "leases", "Lease", true),
            Json.LeaseList,
            Json.Lease),
        new ModelKind<IngressClass>(
            new ResourceType("networking.k8s.io", "v1", "ingressclasses", "IngressClass", false),
            Json.IngressClassList,
            Json.IngressClass),
        new ModelKind<ValidatingWebhookConfiguration>(
            new ResourceType(
                "admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations",
                "ValidatingWebhookConfiguration", false),
            Json.ValidatingWebhookConfigurationList,
            Json.ValidatingWebhookConfiguration),
        new ModelKind<MutatingWebhookConfiguration>(
            new ResourceType(
                "admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations", "MutatingWebhookConfiguration",
                false),
            Json.MutatingWebhookConfigurationList,
            Json.MutatingWebhookConfiguration),
        new ModelKind<Event>(
            new ResourceType("", "v1", "events", "Event", true),
            Json.EventList,
            Json.Event),
        new ModelKind<PodMetrics>(
            new ResourceType("metrics.k8s.io", "v1beta1", "pods", "PodMetrics", true),
            Json.PodMetricsList,
            Json.PodMetrics),
        new ModelKind<NodeMetrics>(
            new ResourceType("metrics.k8s.io", "v1beta1", "nodes", "NodeMetrics", false),
            Json.NodeMetricsList,
            Json.NodeMetrics),
    ];

    private static readonly FrozenDictionary<Type, ModelKind> ByModel = All.ToFrozenDictionary(kind => kind.Model);

    private static readonly FrozenDictionary<string, ModelKind> ByKind = All.ToFrozenDictionary(kind =>
        kind.Resource.Kind);

    /// <summary>Decodes every kind of <see cref="CustomKinds"/>; has no single resource on the server.</summary>
    public static ModelKind<CustomResource> Custom { get; } = new(
        new ResourceType("", "", "", nameof(CustomResource), true),
        Json.CustomResourceList,
        Json.CustomResource);

    public static ModelKind<T> Of<T>()
        where T : class, IKubernetesObject =>
        ByModel.TryGetValue(typeof(T), out var kind)
            ? (ModelKind<T>)kind
            : throw new ArgumentException(
                $"There is no model {typeof(T).Name}. Read this kind as raw JSON by its ResourceType.");

    /// <summary>Items of a list from a server may leave out what they are; the list itself says it.</summary>
    /// <exception cref="System.Text.Json.JsonException">The text is not a list of objects.</exception>
    public static KubernetesList<CustomResource> DecodeCustom(ReadOnlyMemory<byte> utf8, string apiVersion, string kind)
    {
        var list = Custom.DecodeList(utf8);
        return list with
        {
            Items =
                [.. list.Items.Select(i => i.Kind.Length > 0 ? i : i with { ApiVersion = apiVersion, Kind = kind })],
        };
    }

    /// <summary>
    /// The model for objects of that kind in any served version of its group; null when there is none.
    /// </summary>
    public static ModelKind? Find(string apiVersion, string kind)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        var group = slash < 0 ? "" : apiVersion[..slash];
        return ByKind.TryGetValue(kind, out var found) &&
            (found.Resource.Group == group || (kind, group) is ("Event", "events.k8s.io")) ? found
            : CustomKinds.Knows(group, kind) || (CustomKinds.IsForeign(group) && found is null) ? Custom
            : null;
    }
}
