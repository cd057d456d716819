using Kaos.Contracts.Diagnosis;

namespace Kaos.Diagnosis.Rules;

/// <summary>Which symptoms more than one cause explains.</summary>
internal sealed class Rivals(IEnumerable<Draft> drafts)
{
    private readonly Dictionary<Symptom, int> causes = drafts
        .SelectMany(d => d.Explains.Select(s => (Symptom: s, Why: (d.Cause, d.Root))))
        .Distinct()
        .GroupBy(e => e.Symptom)
        .Where(g => g.Skip(1).Any())
        .ToDictionary(g => g.Key, g => g.Count());

    /// <summary>Most of the other causes that explain one and the same symptom.</summary>
    public int Of(Draft draft) => causes.Count == 0
        ? 0
        : draft.Explains.Max(s => (int?)(causes.GetValueOrDefault(s, 1) - 1)) ?? 0;
}
