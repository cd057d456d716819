using System.Collections.Immutable;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Changes;

/// <summary>
/// What happened to a node beside being closed: taints and by whom, and what it or its controller reported.
/// </summary>
internal static class NodeHistory
{
    // Taints that Kubernetes sets by itself follow from what its events and conditions say.
    private static readonly string[] ByKubernetes = ["node.kubernetes.io/", "node.cloudprovider.kubernetes.io/"];

    private static readonly HashSet<string> Telling =
    [
        "NodeNotReady", "Rebooted", "Shutdown", "NodeShutdown", "RemovingNode", "DeletingNode", "SystemOOM",
        "KernelOops", "TaskHung",
        "FilesystemIsReadOnly", "NodeHasDiskPressure", "NodeHasInsufficientMemory", "NodeHasInsufficientPID",
        "Starting",
    ];

    public static IEnumerable<Change> Of(WorldIndex index, Node node) => Taints(node).Concat(Events(index, node));

    // Who wrote the taints and when stands in the managed fields for the list as a whole; a taint may bear its own
    // time.
    private static IEnumerable<Change> Taints(Node node)
    {
        var taints = node.Spec.Taints.Where(t =>
            t is not null && !ByKubernetes.Any(k => t.Key.StartsWith(k, StringComparison.Ordinal))).ToList();
        if (taints.Count == 0)
        {
            return [];
        }

        var writes = node.LaterWrites("f:spec", "f:taints").ToList();
        return taints
            .GroupBy(t => t.TimeAdded ?? writes.FirstOrDefault()?.Time)
            .Where(g => g.Key is not null)
            .Select(g => Made(
                node, ChangeKind.Taint, g.Key ?? default,
                writes.MinBy(w => ((w.Time ?? default) - (g.Key ?? default)).Duration())?.Manager ?? "unknown",
                "tainted " + Say.List(g.Select(Text).Order(StringComparer.Ordinal))));
    }

    private static IEnumerable<Change> Events(WorldIndex index, Node node) => index.EventsOf(node.Ref())
        .Where(e => Telling.Contains(e.Reason ?? "") && (e.LastSeen ?? e.FirstSeen) is not null)
        .Select(e => Made(
            node, ChangeKind.Node, e.FirstSeen ?? e.LastSeen ?? default,
            e.Source?.Component ?? e.ReportingInstance ?? "unknown",
            $"{e.Reason}: {Say.Short(e.Message ?? "", 120)}"));

    private static string Text(Taint taint) =>
        $"{taint.Key}{(taint.Value is { Length: > 0 } value ? "=" + value : "")}:{taint.Effect}";

    private static Change Made(Node node, ChangeKind kind, DateTimeOffset at, string who, string what) =>
        new(at, kind, node.Ref(), who, what, ImmutableSortedDictionary<string, string>.Empty);
}
