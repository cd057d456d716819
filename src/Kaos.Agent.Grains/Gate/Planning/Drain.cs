using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>
/// Which pods leave a node that is drained, one eviction after another. Pods of DaemonSets and static pods stay, as
/// with <c>kubectl drain</c>, and those of system namespaces, where KAOS never writes.
/// </summary>
internal static class Drain
{
    /// <summary>As workflows name it; in a plan it is a cordon and evictions.</summary>
    public const string Name = "drain";

    /// <summary>More than that is for a person.</summary>
    public const int MostPods = 60;

    /// <param name="Refusal">Why the node cannot be drained; null when it can.</param>
    public sealed record Result(ImmutableArray<ObjectRef> Pods, ImmutableArray<string> Warnings, string? Refusal);

    public static Result Of(string node, ClusterObjects world, Func<string, bool> isSystem)
    {
        var here = world.Pods.Where(pod =>
            pod.Spec.NodeName == node && pod.Status.Phase is not ("Succeeded" or "Failed")
            && pod.Metadata.Controller?.Kind is not ("DaemonSet" or "Node")).ToArray();
        if (here.FirstOrDefault(pod => pod.Metadata.Controller is null) is { } alone)
        {
            return new(
                [], [],
                $"pod {alone.Metadata.Namespace}/{alone.Metadata.Name} belongs to no controller: it would be lost");
        }

        var stay = here.Where(pod => isSystem(pod.Metadata.Namespace ?? "")).ToArray();
        var go = here.Except(stay)
            .OrderBy(pod => pod.Metadata.Namespace, StringComparer.Ordinal)
            .ThenBy(pod => pod.Metadata.Name, StringComparer.Ordinal)
            .Select(pod => new ObjectRef("Pod", pod.Metadata.Namespace, pod.Metadata.Name)).ToImmutableArray();
        return go.Length > MostPods
            ? new([], [], $"{go.Length} pods run there; more than {MostPods} are for a person")
            : new(go, stay.Length == 0 ? [] : [$"{stay.Length} pods of system namespaces stay on {node}."], null);
    }
}
