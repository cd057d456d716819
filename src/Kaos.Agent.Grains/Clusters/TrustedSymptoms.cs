using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>Symptoms that do not rest on something that could not be read. Pure.</summary>
internal static class TrustedSymptoms
{
    public static ImmutableArray<Symptom> Of(ImmutableArray<Symptom> symptoms, IReadOnlyList<UnreadPart> notRead)
    {
        var endpointsUnread = notRead.Any(part => part.What.StartsWith("endpoint", StringComparison.Ordinal));
        var podsUnread = notRead.Any(part =>
            part.What == "pods" || part.What.StartsWith("pods in", StringComparison.Ordinal));
        return [.. symptoms.Where(symptom => symptom.Code != SymptomCodes.NoEndpoints ||
            !(endpointsUnread || podsUnread))];
    }
}
