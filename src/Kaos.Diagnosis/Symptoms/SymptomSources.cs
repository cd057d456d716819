using System.Collections.Immutable;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>Everything that can be told from objects alone, by the kind of object it shows on.</summary>
internal static class SymptomSources
{
    public static ImmutableArray<ISymptomSource> All { get; } =
    [
        new SymptomSource<Node>(o => o.Nodes, (_, node, now) => NodeSymptoms.Of(node, now), (_, change) => change.After is Node node ? [node] : []),
        new SymptomSource<Pod>(o => o.Pods, PodSymptoms.Of, Reach.Pods),
        new SymptomSource<ReplicaSet>(o => o.ReplicaSets, WorkloadSymptoms.Of),
        new SymptomSource<StatefulSet>(o => o.StatefulSets, WorkloadSymptoms.Of),
        new SymptomSource<DaemonSet>(o => o.DaemonSets, WorkloadSymptoms.Of),
        new SymptomSource<Deployment>(o => o.Deployments, WorkloadSymptoms.Of),
        new SymptomSource<Job>(o => o.Jobs, WorkloadSymptoms.Of),
        new SymptomSource<Job>(o => o.Jobs, JobSymptoms.Of),
        new SymptomSource<PersistentVolumeClaim>(o => o.PersistentVolumeClaims, StorageSymptoms.Of),
        new SymptomSource<PersistentVolume>(o => o.PersistentVolumes, StorageSymptoms.Of),
        new SymptomSource<Service>(o => o.Services, ServiceSymptoms.Of, Reach.Services),

        // Classes, controllers and Gateways stand in other namespaces than the routes that need them.
        new SymptomSource<Ingress>(o => o.Ingresses, RouteSymptoms.Of, (index, _) => index.Objects.Ingresses),
        new SymptomSource<CustomResource>(o => o.CustomResources, RouteSymptoms.Of, (index, _) => index.Objects.CustomResources),
    ];
}
