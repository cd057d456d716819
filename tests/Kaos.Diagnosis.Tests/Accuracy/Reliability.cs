namespace Kaos.Diagnosis.Tests.Accuracy;

/// <summary>Findings that said about the same confidence, and how many of them were right.</summary>
internal sealed record Reliability(double From, double To, int Findings, double Said, double Right)
{
    private static readonly double[] Borders = [0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.001];

    /// <summary>Only cases that were not used for fitting; false alarms are not among them, they count for themselves.</summary>
    public static IReadOnlyList<Reliability> Curve(IEnumerable<Outcome> outcomes) => Of(outcomes
        .Where(o => !Hash.IsForFitting(o.Scenario)).SelectMany(o => o.Answers));

    /// <summary>Mean distance between what was said and what was right, weighed by findings; 0 is perfect.</summary>
    public static double Error(IReadOnlyList<Reliability> curve) =>
        curve.Count == 0 ? 0 : curve.Sum(r => r.Findings * Math.Abs(r.Said - r.Right)) / curve.Sum(r => r.Findings);

    private static List<Reliability> Of(IEnumerable<Answer> answers)
    {
        var found = answers.Where(a => a.Found is not null).Select(a => (a.Found!.Confidence, a.IsRight)).ToList();
        return
        [
            .. Borders.Zip(Borders.Skip(1))
                .Select(range => (Range: range, In: found.Where(f => f.Confidence >= range.First && f.Confidence < range.Second).ToList()))
                .Where(bin => bin.In.Count > 0)
                .Select(bin => new Reliability(
                    bin.Range.First, Math.Min(1, bin.Range.Second), bin.In.Count,
                    bin.In.Average(f => f.Confidence), bin.In.Average(f => f.IsRight ? 1.0 : 0))),
        ];
    }
}
