using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>A workload of whatever kind, and its pods.</summary>
internal sealed record WorkloadView(int Wanted, int Ready, bool Seen, PodTemplate Template, LabelSelector? Selector)
{
    public static WorkloadView? Of(ClusterObjects objects, ObjectRef target) =>
        objects.Find(target.Kind, target.Namespace ?? "", target.Name) switch
        {
            Deployment d => new WorkloadView(
                d.Spec.Replicas ?? 1, Math.Min(d.Status.ReadyReplicas, d.Status.UpdatedReplicas),
                d.Status.ObservedGeneration >= d.Metadata.Generation, d.Spec.Template, d.Spec.Selector),
            StatefulSet s => new WorkloadView(
                s.Spec.Replicas ?? 1, s.Status.ReadyReplicas,
                s.Status.ObservedGeneration >= s.Metadata.Generation, s.Spec.Template, s.Spec.Selector),
            DaemonSet d => new WorkloadView(
                d.Status.DesiredNumberScheduled, d.Status.NumberReady,
                d.Status.ObservedGeneration >= d.Metadata.Generation, d.Spec.Template, d.Spec.Selector),
            _ => null,
        };

    /// <summary>Pods that are not on their way out.</summary>
    public IEnumerable<Pod> Pods(ClusterObjects objects, ObjectRef target) => objects.Pods.Where(pod =>
        pod.Metadata.Namespace == target.Namespace && pod.Metadata.DeletionTimestamp is null
        && Selector?.Matches(pod.Metadata.Labels) == true);
}
