using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Views;
using Kaos.Diagnosis.Capacity;

namespace Kaos.Agent.Grains.Health;

/// <summary>Pressure and quotas: how much is left. Pure.</summary>
internal static class AmountParts
{
    private const double Full = 0.95;

    public static HealthPart Pressure(HealthScene scene)
    {
        var pods = PodLoads.Of(scene.Objects, scene.Namespace);
        var nodes = scene.Namespace is null ? NodeLoads.Of(scene.Objects) : [];
        if (scene.Objects.PodMetrics.Count + scene.Objects.NodeMetrics.Count == 0)
        {
            return HealthScene.Part("pressure", "usage is not known", [], Unmeasured(scene));
        }

        var tight = pods.Where(load => load.MemoryShare >= Full)
            .Select(load =>
                $"container {load.Container} of Pod {load.Namespace}/{load.Pod} uses {load.MemoryShare:P0} of its memory limit")
            .Concat(
                nodes.Where(load => load.MemoryShare >= Full)
                    .Select(load => $"Node {load.Node} uses {load.MemoryShare:P0} of its memory"));
        var fullest = nodes.OrderByDescending(load => load.MemoryShare ?? 0).FirstOrDefault();
        return HealthScene.Part(
            "pressure",
            fullest is null
                ? $"{pods.Length} containers measured"
                : $"{pods.Length} containers measured; fullest node {fullest.Node}: memory {fullest.MemoryShare:P0}, CPU {fullest.CpuShare:P0}",
            [.. tight],
            []);
    }

    // A quota that is used up may be meant to be; one that refuses pods shows as a symptom.
    public static HealthPart Quotas(HealthScene scene)
    {
        var lines = QuotaLines.Of(scene.Objects, scene.Namespace);
        var nearest = lines.OrderByDescending(line => line.Share).FirstOrDefault();
        return HealthScene.Part(
            "quotas",
            nearest is null
                ? "no quota is set"
                : $"{lines.Length} limits; nearest: {nearest.Resource} of {nearest.Namespace}/{nearest.Quota} at {nearest.Share:P0} ({nearest.Used} of {nearest.Hard})",
            scene.SymptomsOf(kind => kind == "ResourceQuota"),
            scene.NotSeen("resourcequotas"));
    }

    private static ImmutableArray<NotChecked> Unmeasured(HealthScene scene) =>
        scene.NotSeen("pods.metrics.k8s.io", "nodes.metrics.k8s.io") is { IsEmpty: false } known
            ? known
            : [new NotChecked("metrics.k8s.io",
                "the metrics API gives no numbers; it needs metrics-server in the cluster")];
}
