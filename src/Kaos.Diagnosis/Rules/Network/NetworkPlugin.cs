using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Network;

/// <summary>
/// What connects the pods of a node: the network plugin, and what the plugin itself asks on the node.
/// </summary>
internal static class NetworkPlugin
{
    /// <summary>
    /// The DaemonSet that has no ready pod on the node: one that installs itself where the kubelet looks for network
    /// plugins, else one of whose program the message speaks (a plugin that asks an agent names it).
    /// </summary>
    public static ObjectRef? DownOn(Scene scene, string node, string message)
    {
        var down = scene.Index.Objects.DaemonSets.OrderBy(d => d.Ref().ToString(), StringComparer.Ordinal)
            .Where(d => !scene.Index.PodsOf(d.Ref()).Any(p => p.Spec.NodeName == node && p.IsReady())).ToList();
        return (down.Find(Installs) ?? down.Find(d => IsMeant(scene, d, node, message)))?.Ref();
    }

    private static bool Installs(DaemonSet set) => set.Spec.Template.Spec.Volumes.Any(v =>
        v?.HostPath?.Path is { } path &&
        (path.Contains("/cni/", StringComparison.Ordinal) || path.EndsWith("/cni", StringComparison.Ordinal)));

    private static bool IsMeant(Scene scene, DaemonSet set, string node, string message) =>
        scene.Index.PodsOf(set.Ref()).Any(p => p.Spec.NodeName == node) &&
        message.Split([' ', ':', '"', '(', ')', ',', '/'], StringSplitOptions.RemoveEmptyEntries)
            .Intersect(set.Spec.Template.Spec.Containers.Where(c => c is not null).Select(c => Program(c.Image)),
                StringComparer.OrdinalIgnoreCase)
            .Any();

    // docker.io/istio/ztunnel:1.27 is ztunnel.
    private static string Program(string image) => image.Split('@')[0].Split('/')[^1].Split(':')[0];
}
