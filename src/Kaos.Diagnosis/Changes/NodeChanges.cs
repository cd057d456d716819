using System.Collections.Immutable;
using System.Globalization;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Changes;

internal static class NodeChanges
{
    public const string Evicted = "evicted";
    private const string Unschedulable = "node.kubernetes.io/unschedulable";
    private static readonly TimeSpan DrainLasts = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    public static bool WasClosed(Node node) =>
        node.Spec.Unschedulable || node.Spec.Taints.Any(t => t?.Key == Unschedulable);

    public static IEnumerable<Change> Of(WorldIndex index, Node node)
    {
        var events = index.EventsOf(node.Ref());
        var told = events.Where(e => e.Reason == "NodeNotSchedulable").MaxBy(e => e.LastSeen);
        var write = node.LaterWrites("f:spec", "f:unschedulable").FirstOrDefault();
        var at = node.Spec.Taints.FirstOrDefault(t => t?.Key == Unschedulable)?.TimeAdded ?? told?.LastSeen
            ?? write?.Time;
        if (at is not { } time)
        {
            yield break;
        }

        var evictions = Evictions(index, node, time).ToList();
        var evicted = evictions.Select(e => e.InvolvedObject.Name ?? "").Distinct().Order(StringComparer.Ordinal)
            .ToList();
        var drained = evictions.Min(e => e.FirstSeen) is { } first && first > time ? first : time;
        var who = write?.Manager ??
            node.LaterWrites("f:spec", "f:taints").FirstOrDefault()?.Manager ??
            node.Metadata.ManagedFields.FirstOrDefault(m => m is not null && m.Time == time)?.Manager ?? "unknown";
        var details = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);
        yield return evicted.Count == 0
            ? new Change(time, ChangeKind.Cordon, node.Ref(), who, "cordoned", details)
            : new Change(
                drained, ChangeKind.Drain, node.Ref(), who,
                $"drained: {Say.Count(evicted.Count, "pod")} moved off ({Say.List(evicted)})",
                details
                    .Add(Evicted, evicted.Count.ToString(CultureInfo.InvariantCulture))
                    .Add(FactNames.DrainedAt, Say.Stamp(drained)));
    }

    /// <summary>Pods that left the node around that time and are gone.</summary>
    public static IEnumerable<ObjectRef> EvictedPods(WorldIndex index, Node node, DateTimeOffset closed) =>
        Evictions(index, node, closed)
            .Select(e => Refs.Of("Pod", e.InvolvedObject.Namespace, e.InvolvedObject.Name ?? ""))
            .Distinct();

    // The eviction API leaves no event of its own: the kubelet's "Killing" on this node, for a pod that is gone, does.
    private static IEnumerable<Event> Evictions(
        WorldIndex index, Node node, DateTimeOffset closed) => index.GonePodEvents
        .Where(e =>
            e.Reason is "Killing" or "Evicted" or "EvictionByEvictionAPI" or "TaintManagerEviction" or "Eviction"
                or "Drained")
        .Where(e => e.LastSeen >= closed - Skew && e.LastSeen <= closed + DrainLasts)
        .Where(e => IsOf(index, e, node.Metadata.Name));

    private static bool IsOf(WorldIndex index, Event item, string node) =>
        item.Source?.Host == node || item.ReportingInstance == node ||
        Mentions(item.Message, node) ||
        index.EventsOf(Refs.Of("Pod", item.InvolvedObject.Namespace, item.InvolvedObject.Name ?? ""))
            .Any(e => e.Reason == "Scheduled" && Mentions(e.Message, node));

    private static bool Mentions(string? message, string node) =>
        message is not null && message.Split(' ', '"', '\'', ',', '(', ')').Any(w => w.TrimEnd('.', ':') == node);
}
