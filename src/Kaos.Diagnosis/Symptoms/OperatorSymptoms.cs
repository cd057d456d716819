using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Operators;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>
/// Resources of operators, and APIs, that say themselves that they are not well, for longer than a passing moment.
/// </summary>
internal static class OperatorSymptoms
{
    public static IEnumerable<Symptom> Of(WorldIndex index, CustomResource item, Moment now)
    {
        if (item.Metadata.DeletionTimestamp is null && !ResourceHealth.IsStep(item) &&
            ResourceHealth.Of(item) is { } trouble &&
            now.IsPast(trouble.Since ?? item.Metadata.CreationTimestamp ?? DateTimeOffset.MinValue, trouble.Grace))
        {
            var since = trouble.Since ?? item.Metadata.CreationTimestamp ?? now;
            yield return new Symptom(
                item.Kind == "APIService" ? SymptomCodes.ApiUnavailable : SymptomCodes.ResourceUnhealthy,
                item.Ref(), item.Ref(), trouble.Severity, since, $"{item.Kind} {item.Metadata.Name}: {trouble.Text}");
        }
    }
}
