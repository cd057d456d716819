using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.World;

/// <summary>Whatever makes pods from a template, seen the same way.</summary>
/// <param name="Wanted">How many pods it asks for; null where that is not a fixed number.</param>
internal sealed record Workload(IKubernetesObject Object, PodTemplate Template, int? Wanted, int Ready)
{
    public ObjectRef Ref => Object.Ref();

    public string Namespace => Object.Metadata.Namespace;

    public static Workload? Of(IKubernetesObject? item) => item switch
    {
        Deployment d => new(d, d.Spec.Template, d.Spec.Replicas ?? 1, d.Status.ReadyReplicas),
        StatefulSet s => new(s, s.Spec.Template, s.Spec.Replicas ?? 1, s.Status.ReadyReplicas),
        DaemonSet d => new(d, d.Spec.Template, d.Status.DesiredNumberScheduled, d.Status.NumberReady),
        ReplicaSet r => new(r, r.Spec.Template, r.Spec.Replicas ?? 1, r.Status.ReadyReplicas),
        Job j => new(j, j.Spec.Template, null, j.Status.Ready ?? 0),
        CronJob c => new(c, c.Spec.JobTemplate.Spec.Template, null, 0),
        Pod p => new(p, new PodTemplate { Metadata = p.Metadata, Spec = p.Spec }, 1, p.IsReady() ? 1 : 0),
        _ => null,
    };

    /// <summary>Top workloads only: a ReplicaSet that a Deployment owns is that Deployment's.</summary>
    public static IEnumerable<Workload> All(ClusterObjects objects) =>
        objects.Deployments.Concat<IKubernetesObject>(objects.StatefulSets)
            .Concat(objects.DaemonSets)
            .Concat(objects.CronJobs)
            .Concat(objects.ReplicaSets)
            .Concat(objects.Jobs)
            .Concat(objects.Pods)
            .Where(IsTop)
            .Select(Of)
            .OfType<Workload>();

    public static bool IsTop(IKubernetesObject item) =>
        item is Deployment or StatefulSet or DaemonSet or CronJob ||
        (item is ReplicaSet or Job or Pod && item.Metadata.Controller is null);
}
