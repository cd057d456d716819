using System.Collections.Immutable;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Capacity;

/// <summary>How full a node is: what its pods asked for, and what is used. Bytes and cores; null: not known.</summary>
public sealed record NodeLoad(string Node)
{
    public bool IsSchedulable { get; init; }

    public int Pods { get; init; }

    public double? PodsAllocatable { get; init; }

    public double CpuRequested { get; init; }

    public double? CpuAllocatable { get; init; }

    public double? CpuUsed { get; init; }

    public double MemoryRequested { get; init; }

    public double? MemoryAllocatable { get; init; }

    public double? MemoryUsed { get; init; }

    public double? CpuShare => CpuUsed / CpuAllocatable;

    public double? MemoryShare => MemoryUsed / MemoryAllocatable;

    /// <summary>Of what the scheduler may give away, the share that is given away.</summary>
    public double? CpuReserved => CpuRequested / CpuAllocatable;

    public double? MemoryReserved => MemoryRequested / MemoryAllocatable;
}

/// <summary>Loads of all nodes. Pure.</summary>
public static class NodeLoads
{
    public static ImmutableArray<NodeLoad> Of(ClusterObjects objects)
    {
        var usage = objects.NodeMetrics.GroupBy(item => item.Metadata.Name)
            .ToDictionary(group => group.Key, group => group.First().Usage);
        var pods = objects.Pods.Where(pod =>
            pod.Spec.NodeName is not null && pod.Status.Phase is not ("Succeeded" or "Failed"))
            .ToLookup(pod => pod.Spec.NodeName);
        return
        [
            .. objects.Nodes.Select(node => new NodeLoad(node.Metadata.Name)
            {
                IsSchedulable = !node.Spec.Unschedulable,
                Pods = pods[node.Metadata.Name].Count(),
                PodsAllocatable = Amounts.Of(node.Status.Allocatable, "pods"),
                CpuRequested = pods[node.Metadata.Name].Sum(pod => Requested(pod, "cpu")),
                CpuAllocatable = Amounts.Of(node.Status.Allocatable, "cpu"),
                CpuUsed = Amounts.Of(usage.GetValueOrDefault(node.Metadata.Name), "cpu"),
                MemoryRequested = pods[node.Metadata.Name].Sum(pod => Requested(pod, "memory")),
                MemoryAllocatable = Amounts.Of(node.Status.Allocatable, "memory"),
                MemoryUsed = Amounts.Of(usage.GetValueOrDefault(node.Metadata.Name), "memory"),
            }),
        ];
    }

    // As the scheduler counts: containers and sidecars together, or the largest init container if that is more.
    private static double Requested(Pod pod, string resource)
    {
        var sidecars = pod.Spec.InitContainers.Where(container => container.RestartPolicy == "Always").Sum(Request);
        var together = pod.Spec.Containers.Sum(Request) + sidecars;
        var largest = pod.Spec.InitContainers.Where(container => container.RestartPolicy != "Always").Select(Request)
            .DefaultIfEmpty().Max();
        return Math.Max(together, largest + sidecars);

        double Request(Container container) =>
            Amounts.Of(container.Resources.Requests, resource) ?? Amounts.Of(container.Resources.Limits, resource) ?? 0;
    }
}
