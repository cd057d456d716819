using System.Collections.Immutable;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>Everything that can be told from objects alone, by the kind of object it shows on.</summary>
internal static class SymptomSources
{
    public static ImmutableArray<ISymptomSource> All { get; } =
    [
        new SymptomSource<Node>(o =>
            o.Nodes, (_, node, now) =>
                NodeSymptoms.Of(node, now), (_, change) => change.After is Node node ? [node] : []),
        // Whether a scheduler or a controller works shows on pods, whether a kubelet does on its node.
        new SymptomSource<Component>(
            o => o.Of<Component>(), ComponentSymptoms.Of,
            (index, change) => change.Any is Component or Pod or Node ? index.Objects.Of<Component>() : []),
        new SymptomSource<Pod>(o => o.Pods, PodSymptoms.Of, Reach.Pods),
        new SymptomSource<Pod>(o => o.Pods, JobTail.Of, Reach.Pods),
        new SymptomSource<Pod>(o => o.Pods, TerminatingSymptoms.Of, Reach.Pods),
        new SymptomSource<Node>(o => o.Nodes, DrainSymptoms.Of, DrainSymptoms.Touched),
        new SymptomSource<ReplicaSet>(o => o.ReplicaSets, WorkloadSymptoms.Of, Reach.Controllers<ReplicaSet>),
        new SymptomSource<StatefulSet>(o => o.StatefulSets, WorkloadSymptoms.Of, Reach.Controllers<StatefulSet>),
        new SymptomSource<DaemonSet>(o => o.DaemonSets, WorkloadSymptoms.Of, Reach.Controllers<DaemonSet>),
        new SymptomSource<Deployment>(o => o.Deployments, WorkloadSymptoms.Of, Reach.Controllers<Deployment>),
        new SymptomSource<Job>(o => o.Jobs, WorkloadSymptoms.Of, Reach.Controllers<Job>),
        new SymptomSource<Job>(o => o.Jobs, JobSymptoms.Of, Reach.Controllers<Job>),
        new SymptomSource<CronJob>(o => o.CronJobs, CronJobSymptoms.Of),
        new SymptomSource<HorizontalPodAutoscaler>(o => o.HorizontalPodAutoscalers, AutoscalerSymptoms.Of),
        new SymptomSource<PersistentVolumeClaim>(o => o.PersistentVolumeClaims, StorageSymptoms.Of),
        new SymptomSource<PersistentVolume>(o => o.PersistentVolumes, StorageSymptoms.Of),
        new SymptomSource<Service>(o => o.Services, ServiceSymptoms.Of, Reach.Services),
        TerminatingSymptoms.Source(o => o.Deployments),
        TerminatingSymptoms.Source(o => o.StatefulSets),
        TerminatingSymptoms.Source(o => o.DaemonSets),
        TerminatingSymptoms.Source(o => o.ReplicaSets),
        TerminatingSymptoms.Source(o => o.Jobs),
        TerminatingSymptoms.Source(o => o.CronJobs),
        TerminatingSymptoms.Source(o => o.Services),
        TerminatingSymptoms.Source(o => o.Ingresses),
        TerminatingSymptoms.Source(o => o.ConfigMaps),
        TerminatingSymptoms.Source(o => o.PersistentVolumeClaims),
        new SymptomSource<Service>(o => o.Services, LoadBalancerSymptoms.Of, LoadBalancerSymptoms.Touched),
        new SymptomSource<MutatingWebhookConfiguration>(
            o => o.MutatingWebhookConfigurations, WebhookSymptoms.Of,
            (index, change) => WebhookSymptoms.Touched(index.Objects.MutatingWebhookConfigurations, change)),
        new SymptomSource<ValidatingWebhookConfiguration>(
            o => o.ValidatingWebhookConfigurations, WebhookSymptoms.Of,
            (index, change) => WebhookSymptoms.Touched(index.Objects.ValidatingWebhookConfigurations, change)),
        new SymptomSource<Pod>(o => o.Pods, EvictionSymptoms.Of, EvictionSymptoms.Touched),
        new SymptomSource<Pod>(o => o.Pods, RejectedSymptoms.Of, RejectedSymptoms.Touched),
        new SymptomSource<Pod>(o => o.Pods, PodResizeSymptoms.Of, Reach.Pods),
        new SymptomSource<Event>(o => o.Events, DenialSymptoms.Of, DenialSymptoms.Touched),
        new SymptomSource<Namespace>(o =>
            o.Namespaces, NamespaceSymptoms.Of, (_, c) => c.After is Namespace space ? [space] : []),
        new SymptomSource<CustomResource>(o =>
            o.CustomResources, OperatorSymptoms.Of, (_, c) => c.After is CustomResource item ? [item] : []),

        // Classes, controllers and Gateways stand in other namespaces than the routes that need them.
        new SymptomSource<Ingress>(o => o.Ingresses, RouteSymptoms.Of, (index, _) => index.Objects.Ingresses),
        new SymptomSource<CustomResource>(o =>
            o.CustomResources, RouteSymptoms.Of, (index, _) => index.Objects.CustomResources),
    ];
}
