using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Scheduling;

/// <summary>
/// Why a device is short where a node is known to have some: what offers it there is in trouble, or offers broken ones.
/// </summary>
internal static class DevicePlugin
{
    /// <summary>
    /// The DaemonSet that runs only where nodes list the resource and is in trouble on one that has none of it to give;
    /// null where no such is seen.
    /// </summary>
    public static ObjectRef? InTrouble(Scene scene, string resource)
    {
        var nodes = scene.Index.Objects.Nodes;
        var listing = nodes
            .Where(n => n.Status.Capacity.ContainsKey(resource) || n.Status.Allocatable.ContainsKey(resource))
            .Select(n => n.Metadata.Name).ToHashSet();
        var empty = nodes.Where(n => listing.Contains(n.Metadata.Name) &&
            (!n.Status.Allocatable.TryGetValue(resource, out var has) || has.Value == 0))
            .Select(n => n.Metadata.Name).ToHashSet();
        return empty.Count == 0 || listing.Count == nodes.Count ? null : scene.Index.Objects.DaemonSets
            .Select(d => d.Ref()).OrderBy(d => d.ToString(), StringComparer.Ordinal)
            .Where(d => scene.ComplaintOf(d) is not null)
            .Select(d => (Set: d, Pods: scene.Index.PodsOf(d)))
            .Where(d => d.Pods.All(p => listing.Contains(p.Spec.NodeName ?? "")) &&
                d.Pods.Any(p => !p.IsReady() && empty.Contains(p.Spec.NodeName ?? "")))
            .Select(d => d.Set)
            .FirstOrDefault();
    }

    /// <summary>
    /// Pods that ask for a device and crash on the one node that says that it is broken suffer from that.
    /// </summary>
    public static Draft Behind(Scene scene, Draft draft)
    {
        if (draft.SuffersFrom is not null || draft.Cause is not CauseCodes.CrashLoop)
        {
            return draft;
        }

        var failing = draft.Explains.Select(s => scene.Index.Objects.Find<Pod>(s.Object.Namespace ?? "", s.Object.Name))
            .OfType<Pod>().ToList();
        var node = failing.Select(p => p.Spec.NodeName).Distinct().ToList() is [{ } only]
            ? Refs.Of("Node", null, only)
            : null;
        return node is not null && failing.Exists(AsksForDevice) &&
            scene.ComplaintOf(node)?.Has(SymptomCodes.NodeProblem) is true
            ? draft with { SuffersFrom = node }
            : draft;
    }

    // Devices bear a vendor's domain: nvidia.com/gpu.
    private static bool AsksForDevice(Pod pod) => pod.Spec.AllContainers().Any(c =>
        c.Resources.Requests.Concat(c.Resources.Limits).Any(r => r.Key.Contains('/', StringComparison.Ordinal)));
}
