using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Scheduling;

/// <summary>The labels that a pod demands of its node: its selector and its required node affinity.</summary>
internal static class NodeDemand
{
    /// <summary>
    /// Whether the pod is made for this node, as far as labels tell; whether there is room is another matter.
    /// </summary>
    public static bool IsMetBy(Pod pod, Node node) =>
        pod.Spec.NodeSelector.All(p => node.Metadata.Labels.GetValueOrDefault(p.Key) == p.Value) &&
        NodeTerms.Of(pod.Spec.Affinity.At("nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")).Take(node);
}
