using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Graph;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Changes;

/// <summary>What changed, oldest first: the first question of every investigation.</summary>
public sealed record ChangeTimeline(ImmutableArray<Change> Changes)
{
    internal static ILookup<ObjectRef, SeenEdit> NothingSeen { get; } = ByObject([]);

    /// <summary>Changes of these objects, also those that were seen as they were made.</summary>
    public static ChangeTimeline Of(ClusterSnapshot world, IEnumerable<ObjectRef> of) =>
        Of(WorldIndex.Of(world.Objects), of, ByObject(world.Edits));

    /// <summary>
    /// Changes of a workload and of everything it needs; nodes too, also those its pods were moved off.
    /// </summary>
    public static ChangeTimeline Around(ClusterSnapshot world, ObjectRef subject) =>
        Around(WorldIndex.Of(world.Objects), subject, ByObject(world.Edits));

    internal static ChangeTimeline Around(WorldIndex index, ObjectRef subject, ILookup<ObjectRef, SeenEdit> seen)
    {
        var needed = DependencyGraph.Of(index).Upstream(subject).Select(d => d.To);
        var waits = index.PodsOf(subject).Any(p => p.Spec.NodeName is null or "");
        var nodes = index.Objects.Nodes
            .Where(n => NodeChanges.WasClosed(n) || (waits && n.Spec.Taints.Count > 0))
            .Select(n => n.Ref());
        var scalers = index.Objects.HorizontalPodAutoscalers
            .Where(a => a.Metadata.Namespace == subject.Namespace && a.Spec.ScaleTargetRef is { } target &&
                target.Kind == subject.Kind && target.Name == subject.Name)
            .Select(a => a.Ref());
        return Of(index, needed.Prepend(subject.Whole()).Concat(nodes).Concat(scalers).Distinct(), seen);
    }

    internal static ChangeTimeline Of(
        WorldIndex index, IEnumerable<ObjectRef> of, ILookup<ObjectRef, SeenEdit> seen) => new([.. of
        .SelectMany(o => OfOne(index, o, seen[o]))
        .OrderBy(c => c.At).ThenBy(c => c.Object.ToString(), StringComparer.Ordinal).ThenBy(c => c.Kind)]);

    internal static ILookup<ObjectRef, SeenEdit> ByObject(IEnumerable<SeenEdit> seen) =>
        seen.ToLookup(e => Refs.Of(e.Kind, e.Namespace, e.Name));

    /// <summary>
    /// Changes no later than shortly after <paramref name="onset"/> and no earlier than <paramref name="back"/> before.
    /// </summary>
    public IEnumerable<Change> Before(DateTimeOffset onset, TimeSpan back) =>
        Changes.Where(c => c.At <= onset + Tolerance && c.At >= onset - back);

    /// <summary>
    /// Metrics come once or twice a minute, so a symptom may seem to come this much before its cause.
    /// </summary>
    public static TimeSpan Tolerance { get; } = TimeSpan.FromSeconds(90);

    private static IEnumerable<Change> OfOne(WorldIndex index, ObjectRef of, IEnumerable<SeenEdit> seen) =>
        index.Objects.Find(of.Kind, of.Namespace ?? "", of.Name) switch
        {
            ConfigMap map => ConfigMapChanges.Of(map, seen),
            Node node => NodeChanges.Of(index, node).Concat(NodeHistory.Of(index, node)),
            Deployment deployment => RevisionChanges.Of(index, deployment).Concat(ScaleChanges.Of(index, deployment)),
            StatefulSet set => RevisionChanges.OfSet(index, set).Concat(ScaleChanges.Of(index, set)),
            DaemonSet set => RevisionChanges.OfSet(index, set),
            HorizontalPodAutoscaler scaler => ScaleChanges.By(index, scaler),
            NetworkPolicy policy => TrafficChanges.Of(policy),
            Service service => TrafficChanges.Of(service),
            _ => seen.Select(ConfigMapChanges.Of),
        };
}
