using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Diagnosis.Changes;

/// <summary>Somebody changed something.</summary>
/// <param name="At">Cluster time.</param>
/// <param name="Who">The field manager or the reporter; <c>unknown</c> when the cluster does not say.</param>
/// <param name="What">A sentence part: <c>data changed: cache.eviction lru -> none</c>.</param>
/// <param name="Details">For facts: <c>previousRevision</c>, <c>previousSource</c>, <c>from</c>, <c>to</c>,
/// <c>evicted</c>.</param>
public sealed record Change(
    DateTimeOffset At,
    ChangeKind Kind,
    ObjectRef Object,
    string Who,
    string What,
    ImmutableSortedDictionary<string, string> Details);

public enum ChangeKind
{
    /// <summary>A new revision of a pod template.</summary>
    Revision,

    /// <summary>The data of a ConfigMap or Secret.</summary>
    Configuration,

    /// <summary>The number of replicas asked for.</summary>
    Scale,

    /// <summary>A node was closed to new pods.</summary>
    Cordon,

    /// <summary>A node was closed, and pods were moved off it.</summary>
    Drain,

    /// <summary>Taints of a node were written.</summary>
    Taint,

    /// <summary>Something happened to a node by itself: it was rebooted, it stopped answering, it ran short.</summary>
    Node,

    /// <summary>What governs traffic was made or edited: a network policy, a Service's selector or ports.</summary>
    Traffic,

    /// <summary>An object came into being, or its deletion was asked for.</summary>
    Made,

    /// <summary>Somebody wrote an object; what stood there before is not kept.</summary>
    Written,
}
