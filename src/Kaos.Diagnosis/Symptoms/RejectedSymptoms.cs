using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>
/// Pods that a kubelet does not take, while nothing else runs in their place. After a restart of a node a kubelet
/// refuses what has found another place meanwhile; that is silent.
/// </summary>
internal static class RejectedSymptoms
{
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    // Ends that come to pods that ran, or that give way on purpose.
    private static readonly string[] Passing =
    [
        "Evicted", "Preempting", "NodeShutdown", "Terminated", "Shutdown", "NodeLost", "DeadlineExceeded", "Preempted",
    ];

    public static IEnumerable<Symptom> Of(WorldIndex index, Pod pod, Moment now)
    {
        if (!IsRejected(pod) || When(pod) is not { } at || now.IsPast(at, Recent))
        {
            yield break;
        }

        var owner = Owners.TopOwner(index.Objects, pod);
        var alike = index.PodsOf(owner).Where(p => IsRejected(p) && When(p) is { } time && !now.IsPast(time, Recent))
            .Append(pod).ToList();
        var workload = index.WorkloadOf(owner);
        if (alike.MaxBy(p => (When(p), p.Metadata.Name)) == pod &&
            (workload is null || workload.Ready < workload.Wanted))
        {
            yield return new Symptom(
                SymptomCodes.PodRejected, pod.Ref(), owner, Severity.Critical, alike.Min(When) ?? at,
                $"The kubelet of {pod.Spec.NodeName} does not take pod {pod.Metadata.Name}: {pod.Status.Reason}");
        }
    }

    // What happens to one pod counts for its siblings, and so does what their workload has by now.
    public static IEnumerable<Pod> Touched(WorldIndex index, ObjectChange change) => change.Any switch
    {
        Pod pod => Reach.Pods(index, change)
            .Concat(index.PodsOf(Owners.TopOwner(index.Objects, pod)).Where(IsRejected)),
        Deployment or StatefulSet or DaemonSet or ReplicaSet or Job or CronJob =>
            index.Objects.Pods.Where(p => p.Metadata.Namespace == change.Any.Metadata.Namespace && IsRejected(p)),
        _ => [],
    };

    private static bool IsRejected(Pod pod) =>
        pod.Status is { Phase: "Failed", Reason: { Length: > 0 } reason } && !Passing.Contains(reason) &&
        !pod.Status.ContainerStatuses.Any(s => s?.State is { Terminated: not null } or { Running: not null });

    private static DateTimeOffset? When(Pod pod) => pod.Status.StartTime ?? pod.Metadata.CreationTimestamp;
}
