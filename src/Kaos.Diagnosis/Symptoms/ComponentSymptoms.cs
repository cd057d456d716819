using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.ControlPlane;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>Parts of the control plane that fail their checks, or that nobody leads.</summary>
internal static class ComponentSymptoms
{
    public static IEnumerable<Symptom> Of(WorldIndex index, Component part, Moment now)
    {
        if (PlaneTrouble.Of(index.Objects, part) is { } trouble)
        {
            yield return new Symptom(
                SymptomCodes.ControlPlane, part.Ref(), part.Ref(), Severity.Critical, trouble.Since,
                $"{part.Metadata.Name}: {trouble.Text}");
        }

        foreach (var node
            in part.Leases.Select(lease => index.Objects.Find<Node>("", lease.Metadata.Name)).OfType<Node>())
        {
            if (SilentKubelet.Of(index.Objects, node) is var (kubelets, lease))
            {
                yield return new Symptom(
                    SymptomCodes.NodeNotReady, node.Ref(), node.Ref(), Severity.Critical, lease.Renewed ?? part.SeenAt,
                    $"Node {node.Metadata.Name} is called ready, yet {PlaneTrouble.Held(kubelets, lease)}, and its kubelet has reported nothing since");
            }
        }
    }
}
