using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>Namespaces that are being deleted and do not go.</summary>
internal static class NamespaceSymptoms
{
    // Emptying a large namespace takes minutes.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    public static IEnumerable<Symptom> Of(WorldIndex index, Namespace space, Moment now)
    {
        if (space.Metadata.DeletionTimestamp is { } since && now.IsPast(since, Grace))
        {
            yield return new Symptom(
                SymptomCodes.StuckTerminating, space.Ref(), space.Ref(), Severity.Warning, since,
                $"Namespace {space.Metadata.Name} is being deleted since {Say.Clock(since)} and does not go");
        }
    }
}
