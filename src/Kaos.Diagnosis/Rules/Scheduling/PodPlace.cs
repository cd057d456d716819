using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Scheduling;

/// <summary>Where a pod itself wants to run, by the fields that say so, whatever the scheduler says.</summary>
internal static class PodPlace
{
    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";

    /// <summary>
    /// The first of the pod's own demands that none of these nodes meets, in words; null when they can all be met.
    /// </summary>
    public static string? Refuses(Scene scene, Pod pod, IReadOnlyList<Node> nodes)
    {
        foreach (var (key, value) in pod.Spec.NodeSelector.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            if (!nodes.Any(n => n.Metadata.Labels.GetValueOrDefault(key) == value))
            {
                return $"nodeSelector {key}={value}";
            }
        }

        var affinity = NodeTerms.Of(pod.Spec.Affinity.At("nodeAffinity", Required));
        return nodes.Any(affinity.Take) ? Beside(scene, pod, nodes) : $"nodeAffinity {affinity.Words}";
    }

    // It must share a zone, or a node, with pods that run elsewhere.
    private static string? Beside(Scene scene, Pod pod, IReadOnlyList<Node> nodes)
    {
        foreach (var term in pod.Spec.Affinity.At("podAffinity").Items(Required))
        {
            var key = term.Text("topologyKey") ?? "";
            var labels = term.At(
                "labelSelector", "matchLabels") is { ValueKind: System.Text.Json.JsonValueKind.Object } wanted
                ? wanted.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ToString(), StringComparer.Ordinal)
                : [];
            var domains = term.Texts("namespaces").DefaultIfEmpty(pod.Metadata.Namespace)
                .SelectMany(ns => scene.Index.Select(ns, labels))
                .Where(p => p.Metadata.Name != pod.Metadata.Name && !p.IsFinished())
                .Select(p =>
                    scene.Index.Objects.Find<Node>("", p.Spec.NodeName ?? "")?.Metadata.Labels.GetValueOrDefault(key))
                .OfType<string>().ToHashSet();
            if (domains.Count > 0 && !nodes.Any(n => domains.Contains(n.Metadata.Labels.GetValueOrDefault(key) ?? "")))
            {
                return $"podAffinity to pods in {key} {string.Join(",", domains.Order(StringComparer.Ordinal))}";
            }
        }

        return null;
    }
}
