using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>
/// What is bad now, told from objects alone. Cheap enough to run on every change, and silent wherever the same picture
/// is also part of a healthy life: starting pods, roll-outs within their deadline, finished jobs, zero replicas.
/// </summary>
internal static class SymptomDetector
{
    public static ImmutableArray<Symptom> Detect(WorldIndex index, DateTimeOffset now)
    {
        var moment = new Moment(now);
        return InOrder(SymptomSources.All.SelectMany(source =>
            source.Subjects(index.Objects).SelectMany(item => source.Of(index, item, moment))));
    }

    /// <summary>Most severe first, each once.</summary>
    public static ImmutableArray<Symptom> InOrder(IEnumerable<Symptom> symptoms) =>
    [
        .. symptoms
            .OrderByDescending(s => s.Severity)
            .ThenBy(s => s.Subject.ToString(), StringComparer.Ordinal)
            .ThenBy(s => s.Object.ToString(), StringComparer.Ordinal)
            .ThenBy(s => s.Code, StringComparer.Ordinal)
            .ThenBy(s => s.Text, StringComparer.Ordinal)
            .ThenBy(s => s.Since)
            .Distinct(),
    ];
}
