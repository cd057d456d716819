using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Diagnosis.Rules;

/// <summary>All that is bad about one subject.</summary>
internal sealed record Complaint(ObjectRef Subject, ImmutableArray<Symptom> Symptoms)
{
    public DateTimeOffset Since => Symptoms.Min(s => s.Since);

    public IEnumerable<Symptom> Of(params string[] codes) => Symptoms.Where(s => codes.Contains(s.Code));

    public bool Has(params string[] codes) => Symptoms.Any(s => codes.Contains(s.Code));
}
