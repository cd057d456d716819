using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Scheduling;

internal static class OwnNode
{
    /// <summary>The one node for which a DaemonSet made this pod; null for pods that may run on any.</summary>
    public static string? Of(Pod pod) => pod.Metadata.Controller?.Kind == "DaemonSet"
        ? pod.Spec.Affinity.At("nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
            .Items("nodeSelectorTerms")
            .SelectMany(t => t.Items("matchFields"))
            .Where(f => f.Text("key") == "metadata.name")
            .SelectMany(f => f.Texts("values"))
            .FirstOrDefault()
        : null;
}
