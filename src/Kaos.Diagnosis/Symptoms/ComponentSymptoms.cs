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
    }
}
