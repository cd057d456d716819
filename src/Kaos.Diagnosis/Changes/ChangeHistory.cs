using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Graph;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Changes;

/// <summary>
/// All that the objects tell of what was done to them, for a person who asks what changed: the timeline of a diagnosis,
/// and every other write that is known by no more than its time and its writer.
/// </summary>
public static class ChangeHistory
{
    // A write, the revision that it makes and the event that tells of it are stamped one after another.
    private static readonly TimeSpan Same = TimeSpan.FromSeconds(5);

    /// <summary>Changes of these objects, oldest first; one that two traces tell of comes once.</summary>
    public static ChangeTimeline Of(ClusterSnapshot world, IEnumerable<IKubernetesObject> of)
    {
        var objects = of.ToList();
        var told = ChangeTimeline.Of(world, objects.Select(item => item.Ref())).Changes;
        var known = told.ToLookup(change => change.Object);
        return new([.. told
            .Concat(objects.SelectMany(OtherWrites.Of)
                .Where(write => !known[write.Object].Any(change => IsToldBy(change, write))))
            .OrderBy(change => change.At).ThenBy(change => change.Object.ToString(), StringComparer.Ordinal)]);
    }

    private static bool IsToldBy(Change change, Change write) => (change.At - write.At).Duration() <= Same ||
        (change.Kind is ChangeKind.Cordon or ChangeKind.Drain && change.Who == write.Who &&
            write.What.Contains("spec.unschedulable", StringComparison.Ordinal));

    /// <summary>Of a workload, with all that it needs and what scales it; of anything else, its own.</summary>
    public static ChangeTimeline Around(ClusterSnapshot world, ObjectRef subject)
    {
        var needed = DependencyGraph.Of(world.Objects).Upstream(subject).Select(need => need.To).Prepend(subject)
            .Select(of => world.Objects.Find(of.Kind, of.Namespace ?? "", of.Name)).OfType<IKubernetesObject>();
        var scalers = world.Objects.HorizontalPodAutoscalers.Where(scaler =>
            scaler.Metadata.Namespace == subject.Namespace && scaler.Spec.ScaleTargetRef is { } target &&
                target.Kind == subject.Kind && target.Name == subject.Name);
        return new([.. Of(world, needed.Concat(scalers).Distinct()).Changes
            .Concat(ChangeTimeline.Around(world, subject).Changes)
            .DistinctBy(change => (change.Object, change.Kind, change.At, change.What))
            .OrderBy(change => change.At).ThenBy(change => change.Object.ToString(), StringComparer.Ordinal)]);
    }
}
