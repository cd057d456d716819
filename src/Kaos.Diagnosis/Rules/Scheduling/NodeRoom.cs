using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Scheduling;

/// <summary>What a node has of a resource, and what its pods leave of it.</summary>
internal sealed record NodeRoom(string Node, decimal Allocatable, decimal Requested)
{
    public decimal Free => Math.Max(0, Allocatable - Requested);

    /// <summary>Nodes with the most room first.</summary>
    public static IReadOnlyList<NodeRoom> Of(Scene scene, string resource) =>
    [
        .. scene.Index.Objects.Nodes
            .Where(n => !n.Spec.Unschedulable)
            .Select(n => new NodeRoom(
                n.Metadata.Name,
                n.Status.Allocatable.TryGetValue(resource, out var has) ? has.Value : 0,
                scene.Index.PodsOn(n.Metadata.Name).Where(p => !p.IsFinished()).Sum(p => Asked(p.Spec, resource))))
            .OrderByDescending(r => r.Free).ThenBy(r => r.Node, StringComparer.Ordinal),
    ];

    /// <summary>
    /// What a pod counts for: its containers and sidecars together, or one init container where that asks for more.
    /// </summary>
    public static decimal Asked(PodSpec spec, string resource)
    {
        if (resource == "pods")
        {
            return 1;
        }

        var running = spec.Containers.Concat(spec.InitContainers.Where(c => c?.RestartPolicy == "Always"))
            .Sum(c => Of(c, resource));
        var starting = spec.InitContainers.Where(c => c?.RestartPolicy != "Always").Select(c => Of(c, resource))
            .DefaultIfEmpty(0).Max();
        return Math.Max(running, starting);
    }

    // A limit without a request is the request.
    private static decimal Of(Container? container, string resource) =>
        container is null ? 0
        : container.Resources.Requests.TryGetValue(resource, out var asked) ? asked.Value
        : container.Resources.Limits.TryGetValue(resource, out var limit) ? limit.Value : 0;
}
