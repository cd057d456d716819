using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>
/// Pods that run with other resources than they were given: the kubelet refused their resize, waits for room, or fails
/// at it. While there is room to come, waiting is no trouble.
/// </summary>
internal static class PodResizeSymptoms
{
    private static readonly TimeSpan Room = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    public static IEnumerable<Symptom> Of(WorldIndex index, Pod pod, Moment now)
    {
        if (!pod.IsFinished() && !pod.IsLeaving() && Stuck(pod) is { } stuck &&
            (stuck.LastTransitionTime ?? pod.Metadata.CreationTimestamp) is { } since &&
            now.IsPast(since, stuck.Reason == "Deferred" ? Room : Grace))
        {
            yield return new Symptom(
                SymptomCodes.PodResizeStuck, pod.Ref(), Owners.TopOwner(index.Objects, pod), Severity.Warning, since,
                $"Pod {pod.Metadata.Name} does not get the resources that it was resized to: {stuck.Reason}");
        }
    }

    /// <summary>The condition that says why a resize is not done; null when none is, or it goes on.</summary>
    public static Condition? Stuck(Pod pod) =>
        pod.Status.Conditions.Condition("PodResizePending") is { IsTrue: true } pending ? pending
        : pod.Status.Conditions.Condition("PodResizeInProgress") is { IsTrue: true, Reason: "Error" } failed ? failed
        : null;
}
