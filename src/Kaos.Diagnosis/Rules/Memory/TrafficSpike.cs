using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Metrics;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;

namespace Kaos.Diagnosis.Rules.Memory;

/// <summary>More load explains much; so whether there was more load is always looked at.</summary>
internal static class TrafficSpike
{
    private const double Flat = 0.25;

    /// <summary>Empty when there is no request rate to judge by, or when it did rise.</summary>
    public static ImmutableArray<RuledOut> RuledOut(Scene scene, ObjectRef subject, DateTimeOffset onset, Notes notes)
    {
        if (Rates(scene, subject, onset) is not var (before, after) || after > before * (1 + Flat))
        {
            return [];
        }

        var id = notes.Add(
            Sources.Metrics, "request-rate", subject, onset,
            $"Requests went on at {Say.Number(after)} per second after {Say.Clock(onset)}, {Say.Number(before)} before",
            ("before", before), ("after", after));
        return [new RuledOut("a traffic spike",
            $"the request rate stayed at {Say.Number(after)}/s ({Say.Number(before)}/s before)", [id])];
    }

    public static bool Rose(Scene scene, ObjectRef subject, DateTimeOffset onset) =>
        Rates(scene, subject, onset) is var (before, after) && after > before * (1 + Flat);

    private static (double Before, double After)? Rates(Scene scene, ObjectRef subject, DateTimeOffset onset)
    {
        if (MetricChoice.Requests(scene.MetricNames(subject)) is not { } metric)
        {
            return null;
        }

        var samples = SubjectSeries.Of(scene, subject, metric, SubjectSeries.Fold.Sum);
        var before = samples.Where(s => s.At < onset).Select(s => s.Value).Order().ToList();
        var after = samples.Where(s => s.At >= onset).Select(s => s.Value).Order().ToList();
        return before.Count < 3 || after.Count < 2 ? null : (before[before.Count / 2], after[after.Count / 2]);
    }
}
