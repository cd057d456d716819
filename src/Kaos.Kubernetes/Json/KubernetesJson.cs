using System.Text.Json.Serialization;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Kubernetes.Json;

/// <summary>Source-generated metadata of every model.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [typeof(StringMapConverter)])]
[JsonSerializable(typeof(KubernetesList<Pod>), TypeInfoPropertyName = "PodList")]
[JsonSerializable(typeof(KubernetesList<Deployment>), TypeInfoPropertyName = "DeploymentList")]
[JsonSerializable(typeof(KubernetesList<ReplicaSet>), TypeInfoPropertyName = "ReplicaSetList")]
[JsonSerializable(typeof(KubernetesList<ControllerRevision>), TypeInfoPropertyName = "ControllerRevisionList")]
[JsonSerializable(typeof(KubernetesList<StatefulSet>), TypeInfoPropertyName = "StatefulSetList")]
[JsonSerializable(typeof(KubernetesList<DaemonSet>), TypeInfoPropertyName = "DaemonSetList")]
[JsonSerializable(typeof(KubernetesList<Job>), TypeInfoPropertyName = "JobList")]
[JsonSerializable(typeof(KubernetesList<CronJob>), TypeInfoPropertyName = "CronJobList")]
[JsonSerializable(typeof(KubernetesList<Service>), TypeInfoPropertyName = "ServiceList")]
[JsonSerializable(typeof(KubernetesList<Endpoints>), TypeInfoPropertyName = "EndpointsList")]
[JsonSerializable(typeof(KubernetesList<EndpointSlice>), TypeInfoPropertyName = "EndpointSliceList")]
[JsonSerializable(typeof(KubernetesList<Ingress>), TypeInfoPropertyName = "IngressList")]
[JsonSerializable(typeof(KubernetesList<ConfigMap>), TypeInfoPropertyName = "ConfigMapList")]
[JsonSerializable(typeof(KubernetesList<PersistentVolumeClaim>), TypeInfoPropertyName = "PersistentVolumeClaimList")]
[JsonSerializable(typeof(KubernetesList<PersistentVolume>), TypeInfoPropertyName = "PersistentVolumeList")]
[JsonSerializable(typeof(KubernetesList<StorageClass>), TypeInfoPropertyName = "StorageClassList")]
[JsonSerializable(typeof(KubernetesList<Node>), TypeInfoPropertyName = "NodeList")]
[JsonSerializable(typeof(KubernetesList<Namespace>), TypeInfoPropertyName = "NamespaceList")]
[JsonSerializable(typeof(KubernetesList<ResourceQuota>), TypeInfoPropertyName = "ResourceQuotaList")]
[JsonSerializable(typeof(KubernetesList<LimitRange>), TypeInfoPropertyName = "LimitRangeList")]
[JsonSerializable(typeof(KubernetesList<HorizontalPodAutoscaler>),
    TypeInfoPropertyName = "HorizontalPodAutoscalerList")]
[JsonSerializable(typeof(KubernetesList<PodDisruptionBudget>), TypeInfoPropertyName = "PodDisruptionBudgetList")]
[JsonSerializable(typeof(KubernetesList<NetworkPolicy>), TypeInfoPropertyName = "NetworkPolicyList")]
[JsonSerializable(typeof(KubernetesList<ServiceAccount>), TypeInfoPropertyName = "ServiceAccountList")]
[JsonSerializable(typeof(KubernetesList<Role>), TypeInfoPropertyName = "RoleList")]
[JsonSerializable(typeof(KubernetesList<ClusterRole>), TypeInfoPropertyName = "ClusterRoleList")]
[JsonSerializable(typeof(KubernetesList<RoleBinding>), TypeInfoPropertyName = "RoleBindingList")]
[JsonSerializable(typeof(KubernetesList<ClusterRoleBinding>), TypeInfoPropertyName = "ClusterRoleBindingList")]
[JsonSerializable(typeof(KubernetesList<CustomResource>), TypeInfoPropertyName = "CustomResourceList")]
[JsonSerializable(typeof(KubernetesList<Lease>), TypeInfoPropertyName = "LeaseList")]
[JsonSerializable(typeof(KubernetesList<IngressClass>), TypeInfoPropertyName = "IngressClassList")]
[JsonSerializable(typeof(KubernetesList<ValidatingWebhookConfiguration>),
    TypeInfoPropertyName = "ValidatingWebhookConfigurationList")]
[JsonSerializable(typeof(KubernetesList<MutatingWebhookConfiguration>),
    TypeInfoPropertyName = "MutatingWebhookConfigurationList")]
[JsonSerializable(typeof(KubernetesList<Event>), TypeInfoPropertyName = "EventList")]
[JsonSerializable(typeof(KubernetesList<PodMetrics>), TypeInfoPropertyName = "PodMetricsList")]
[JsonSerializable(typeof(KubernetesList<NodeMetrics>), TypeInfoPropertyName = "NodeMetricsList")]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(Condition))]
[JsonSerializable(typeof(Alert))]
[JsonSerializable(typeof(KubernetesStatus))]
internal sealed partial class KubernetesJson : JsonSerializerContext;
