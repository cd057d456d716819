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
    /// <summary>Changes of these objects.</summary>
    public static ChangeTimeline Of(ClusterObjects objects, IEnumerable<ObjectRef> of) => Of(WorldIndex.Of(objects), of);

    /// <summary>Changes of a workload and of everything it needs; nodes too, also those its pods were moved off.</summary>
    public static ChangeTimeline Around(ClusterObjects objects, ObjectRef subject) => Around(WorldIndex.Of(objects), subject);

    internal static ChangeTimeline Around(WorldIndex index, ObjectRef subject)
    {
        var needed = DependencyGraph.Of(index).Upstream(subject).Select(d => d.To);
        var nodes = index.Objects.Nodes.Where(NodeChanges.WasClosed).Select(n => n.Ref());
        return Of(index, needed.Prepend(subject.Whole()).Concat(nodes).Distinct());
    }

    internal static ChangeTimeline Of(WorldIndex index, IEnumerable<ObjectRef> of) => new([.. of
        .SelectMany(o => OfOne(index, o))
        .OrderBy(c => c.At).ThenBy(c => c.Object.ToString(), StringComparer.Ordinal).ThenBy(c => c.Kind)]);

    /// <summary>Changes no later than shortly after <paramref name="onset"/> and no earlier than <paramref name="back"/> before.</summary>
    public IEnumerable<Change> Before(DateTimeOffset onset, TimeSpan back) =>
        Changes.Where(c => c.At <= onset + Tolerance && c.At >= onset - back);

    /// <summary>Metrics come once or twice a minute, so a symptom may seem to come this much before its cause.</summary>
    public static TimeSpan Tolerance { get; } = TimeSpan.FromSeconds(90);

    private static IEnumerable<Change> OfOne(WorldIndex index, ObjectRef of) =>
        index.Objects.Find(of.Kind, of.Namespace ?? "", of.Name) switch
        {
            ConfigMap map => ConfigMapChanges.Of(map),
            Node node => NodeChanges.Of(index, node),
            Deployment deployment => RevisionChanges.Of(index, deployment).Concat(ScaleChanges.Of(index, deployment)),
            StatefulSet set => RevisionChanges.OfTemplate(set).Concat(ScaleChanges.Of(index, set)),
            DaemonSet set => RevisionChanges.OfTemplate(set),
            _ => [],
        };
}
