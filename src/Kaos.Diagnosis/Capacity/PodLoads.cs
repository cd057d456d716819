using System.Collections.Immutable;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Capacity;

/// <summary>
/// What a container asks for and may use, against what it uses. Bytes and cores; null: not set, or not measured.
/// </summary>
public sealed record ContainerLoad(string Namespace, string Pod, string Container)
{
    public double? MemoryUsed { get; init; }

    public double? MemoryRequest { get; init; }

    public double? MemoryLimit { get; init; }

    public double? CpuUsed { get; init; }

    public double? CpuRequest { get; init; }

    public double? CpuLimit { get; init; }

    /// <summary>Of the limit, 0 to 1 and more; null without one.</summary>
    public double? MemoryShare => MemoryUsed / MemoryLimit;

    public double? CpuShare => CpuUsed / CpuLimit;

    /// <summary>Asks for at least four times what it uses, and that is worth speaking of.</summary>
    public bool IsOverProvisioned =>
        (MemoryRequest >= 4 * MemoryUsed && MemoryRequest - MemoryUsed >= 256d * 1024 * 1024) ||
        (CpuRequest >= 4 * CpuUsed && CpuRequest - CpuUsed >= 0.25);

    /// <summary>Close to a limit, or far above what it asked for, so that the node may be short of it.</summary>
    public bool IsUnderProvisioned => MemoryShare >= 0.9 || CpuShare >= 0.9 || MemoryUsed >= 2 * MemoryRequest;
}

/// <summary>Loads of all containers that are measured. Pure.</summary>
public static class PodLoads
{
    /// <param name="namespace">Null: all.</param>
    public static ImmutableArray<ContainerLoad> Of(ClusterObjects objects, string? @namespace)
    {
        var loads = ImmutableArray.CreateBuilder<ContainerLoad>();
        foreach (var metrics
            in objects.PodMetrics.Where(item => @namespace is null || item.Metadata.Namespace == @namespace))
        {
            if (objects.Find<Pod>(metrics.Metadata.Namespace, metrics.Metadata.Name) is not { } pod)
            {
                continue;
            }

            foreach (var container in metrics.Containers)
            {
                var resources = pod.Spec.Containers.FirstOrDefault(known => known.Name == container.Name)?.Resources;
                loads.Add(new ContainerLoad(pod.Metadata.Namespace, pod.Metadata.Name, container.Name)
                {
                    MemoryUsed = Amounts.Of(container.Usage, "memory"),
                    CpuUsed = Amounts.Of(container.Usage, "cpu"),
                    MemoryRequest = Amounts.Of(resources?.Requests, "memory"),
                    MemoryLimit = Amounts.Of(resources?.Limits, "memory"),
                    CpuRequest = Amounts.Of(resources?.Requests, "cpu"),
                    CpuLimit = Amounts.Of(resources?.Limits, "cpu"),
                });
            }
        }

        return loads.ToImmutable();
    }
}

internal static class Amounts
{
    /// <summary>Null when it is not set, or zero, which sets nothing.</summary>
    public static double? Of(IReadOnlyDictionary<string, Quantity>? of, string name) =>
        of is not null && of.TryGetValue(name, out var amount) && amount.Value > 0 ? (double)amount.Value : null;
}
