using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Desk;

/// <summary>Who uses how much, from the metrics API. Pure.</summary>
internal static class IntakeUsage
{
    public static Intake.Answer Of(string kind, IntakeScope scope)
    {
        var rows = kind == "Node" ? Nodes(scope) : Pods(scope);
        return rows.Count == 0
            ? new Intake.Answer(
                $"The metrics API (metrics.k8s.io) gives no numbers{IntakeAnswers.In(scope)}; it needs metrics-server in the cluster.", null)
            : new IntakeTable(
                $"{kind}s by memory{IntakeAnswers.In(scope)}, most first.", ["Namespace", "Name", "CPU", "Memory"],
                rows).ToAnswer();
    }

    private static IReadOnlyList<IReadOnlyList<string>> Pods(IntakeScope scope) =>
    [
        .. scope.Worlds.SelectMany(world => world.World.Objects.PodMetrics
            .Where(item => scope.Holds(item.Metadata.Namespace) && world.MaySee(item.Metadata.Namespace)))
            .Select(item => (item.Metadata, Usage: item.Containers.Select(container => container.Usage).ToList()))
            .OrderByDescending(item => Sum(item.Usage, "memory"))
            .Select(item => Row(item.Metadata, Sum(item.Usage, "cpu"), Sum(item.Usage, "memory"))),
    ];

    private static IReadOnlyList<IReadOnlyList<string>> Nodes(IntakeScope scope) =>
    [
        .. scope.Worlds.SelectMany(world => world.World.Objects.NodeMetrics)
            .OrderByDescending(item => Sum([item.Usage], "memory"))
            .Select(item => Row(item.Metadata, Sum([item.Usage], "cpu"), Sum([item.Usage], "memory"))),
    ];

    private static IReadOnlyList<string> Row(ObjectMeta meta, double cpu, double memory) =>
        [meta.Namespace.Length == 0 ? "-" : meta.Namespace, meta.Name, $"{cpu * 1000:0}m",
            $"{memory / (1024 * 1024):0}Mi"];

    private static double Sum(IEnumerable<IReadOnlyDictionary<string, Quantity>> usages, string name) =>
        usages.Sum(usage => usage.TryGetValue(name, out var amount) ? (double)amount.Value : 0);
}
