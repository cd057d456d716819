using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Graph;

/// <summary>The nodes that a volume can be reached from, where it says so by name.</summary>
internal static class StorageEdges
{
    private const string HostName = "kubernetes.io/hostname";

    public static IEnumerable<Dependency> OfVolume(WorldIndex index, PersistentVolume volume)
    {
        var names = volume.Spec.NodeAffinity.Items("required", "nodeSelectorTerms")
            .SelectMany(term => term.Items("matchExpressions"))
            .Where(e => e.Text("key") == HostName && e.Text("operator") == "In")
            .SelectMany(e => e.Texts("values"))
            .ToHashSet(StringComparer.Ordinal);

        // The label is what counts; as a rule it is the node's name, and of a node that is gone nothing else is known.
        foreach (var name in names)
        {
            var node = index.Objects.Nodes.FirstOrDefault(n => n.Metadata.Labels.GetValueOrDefault(HostName) == name);
            yield return new Dependency(
                volume.Ref(), Refs.Of("Node", null, node?.Metadata.Name ?? name), "node affinity");
        }
    }
}
