using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>
/// Workloads whose pods are put off again and again for what they themselves write. One that was put off once and runs
/// again, or had to yield to others, is silent: the node's own pressure is a symptom of the node.
/// </summary>
internal static class EvictionSymptoms
{
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    // What fills up slowly comes back slowly: an earlier one counts for longer than the newest.
    private static readonly TimeSpan Repeated = TimeSpan.FromHours(4);

    public static IEnumerable<Symptom> Of(WorldIndex index, Pod pod, Moment now)
    {
        if (!IsOwnFault(pod) || When(pod) is not { } at || now.IsPast(at, Recent))
        {
            yield break;
        }

        var owner = Owners.TopOwner(index.Objects, pod);
        var alike = index.PodsOf(owner).Where(p => IsOwnFault(p) && When(p) is { } time && !now.IsPast(time, Repeated))
            .ToList();
        if (alike.Count > 1 && alike.MaxBy(p => (When(p), p.Metadata.Name)) == pod)
        {
            yield return new Symptom(
                SymptomCodes.Evicted, pod.Ref(), owner, Severity.Warning, alike.Min(When) ?? at,
                $"{alike.Count} pods of {owner.Named()} were evicted within {(int)Repeated.TotalHours} hours: {pod.Status.Message}");
        }
    }

    // What happens to one pod counts for its siblings; one that is no longer evicted is judged, too.
    public static IEnumerable<Pod> Touched(WorldIndex index, ObjectChange change) => Reach.Pods(index, change)
        .Concat(change.Any is Pod pod ? index.PodsOf(Owners.TopOwner(index.Objects, pod)).Where(IsOwnFault) : []);

    /// <summary>Whether the kubelet ended the pod for exceeding a limit of its own.</summary>
    public static bool IsOwnFault(Pod pod) => pod.Status is { Phase: "Failed", Reason: "Evicted", Message: { } text } &&
        (text.Contains("exceeds the total limit", StringComparison.Ordinal) ||
         text.Contains("exceeded its local ephemeral storage limit", StringComparison.Ordinal) ||
         text.Contains("exceeds the limit", StringComparison.Ordinal));

    private static DateTimeOffset? When(Pod pod) =>
        pod.Status.Conditions.Condition("DisruptionTarget")?.LastTransitionTime ??
        pod.Status.ContainerStatuses.Select(s => s?.State.Terminated?.FinishedAt)
            .Max() ?? pod.Status.StartTime ?? pod.Metadata.CreationTimestamp;
}
