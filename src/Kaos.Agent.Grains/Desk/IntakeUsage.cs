using Kaos.Agent.Grains.Clusters;
using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Desk;

/// <summary>Who uses how much, from the metrics API. Pure.</summary>
internal static class IntakeUsage
{
    /// <param name="of">The workload, pod or node that is asked about; null: all.</param>
    public static Intake.Answer Of(string kind, IntakeScope scope, ObjectRef? of = null)
    {
        var rows = kind == "Node" ? Nodes(scope, of) : Pods(scope, of);
        var whose = of is null ? "" : $" for {of.Named()}";
        return rows.Count == 0
            ? new Intake.Answer(
                $"The metrics API (metrics.k8s.io) gives no numbers{whose}{IntakeAnswers.In(scope)}; it needs metrics-server in the cluster.", null)
            : new IntakeTable(
                of is null ? $"{kind}s by memory{IntakeAnswers.In(scope)}, most first."
                    : $"What {of.Named()} uses{IntakeAnswers.In(scope)}.", ["Namespace", "Name", "CPU", "Memory"],
                rows).ToAnswer();
    }

    private static IReadOnlyList<IReadOnlyList<string>> Pods(IntakeScope scope, ObjectRef? of) =>
    [
        .. scope.Worlds.SelectMany(world => world.World.Objects.PodMetrics
            .Where(item => scope.Holds(item.Metadata.Namespace) && world.MaySee(item.Metadata.Namespace))
            .Where(item => of is null || item.Metadata.Namespace == of.Namespace && (item.Metadata.Name == of.Name ||
                Subjects.OfPod(world.World.Objects, item.Metadata.Namespace, item.Metadata.Name) == of)))
            .Select(item => (item.Metadata, Usage: item.Containers.Select(container => container.Usage).ToList()))
            .OrderByDescending(item => Sum(item.Usage, "memory"))
            .Select(item => Row(item.Metadata, Sum(item.Usage, "cpu"), Sum(item.Usage, "memory"))),
    ];

    private static IReadOnlyList<IReadOnlyList<string>> Nodes(IntakeScope scope, ObjectRef? of) =>
    [
        .. scope.Worlds.SelectMany(world => world.World.Objects.NodeMetrics)
            .Where(item => of is null || item.Metadata.Name == of.Name)
            .OrderByDescending(item => Sum([item.Usage], "memory"))
            .Select(item => Row(item.Metadata, Sum([item.Usage], "cpu"), Sum([item.Usage], "memory"))),
    ];

    private static IReadOnlyList<string> Row(ObjectMeta meta, double cpu, double memory) =>
        [meta.Namespace.Length == 0 ? "-" : meta.Namespace, meta.Name, $"{cpu * 1000:0}m",
            $"{memory / (1024 * 1024):0}Mi"];

    private static double Sum(IEnumerable<IReadOnlyDictionary<string, Quantity>> usages, string name) =>
        usages.Sum(usage => usage.TryGetValue(name, out var amount) ? (double)amount.Value : 0);
}
