using System.Globalization;

namespace Kaos.Diagnosis.Tests.Accuracy;

/// <summary>Findings that said about the same confidence, and how many of them were right.</summary>
internal sealed record Reliability(double From, double To, int Findings, double Said, double Right)
{
    private static readonly double[] Borders = [0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95, 1.001];

    public static IReadOnlyList<Reliability> Curve(List<(double Said, bool IsRight)> told) =>
    [
        .. Borders.Zip(Borders.Skip(1))
            .Select(range =>
                Of(range.First, range.Second, [.. told.Where(a => a.Said >= range.First && a.Said < range.Second)]))
            .Where(bin => bin.Findings > 0),
    ];

    /// <summary>All together, as it is said now.</summary>
    public static Reliability Of(IReadOnlyCollection<Outcome> outcomes) => Of(0, 1, Told(outcomes));

    /// <summary>Brier score: mean square of the distance between what was said and what came; 0 is perfect, always
    /// saying one half gives 0.25.</summary>
    public static double Brier(IReadOnlyCollection<(double Said, bool IsRight)> told) =>
        told.Count == 0 ? 0 : told.Average(a => Math.Pow(a.Said - (a.IsRight ? 1 : 0), 2));

    /// <summary>
    /// Expected calibration error: mean distance between what was said and what was right, weighed by findings; 0 is
    /// perfect.
    /// </summary>
    public static double Error(IReadOnlyList<Reliability> curve) =>
        curve.Count == 0 ? 0 : curve.Sum(r => r.Findings * Math.Abs(r.Said - r.Right)) / curve.Sum(r => r.Findings);

    /// <summary>As Markdown.</summary>
    public static string Table(
        IEnumerable<Reliability> curve) => "| confidence | findings | said, mean | right |\n|---|---|---|---|\n" +
        string.Concat(curve.Select(bin => string.Create(
            CultureInfo.InvariantCulture,
            $"| {bin.From:0.00}–{bin.To:0.00} | {bin.Findings} | {bin.Said:0.00} | {bin.Right:0.00} |\n")));

    private static List<(double Said, bool IsRight)> Told(IEnumerable<Outcome> outcomes) =>
        [.. outcomes.SelectMany(o => o.Answers).Where(a => a.Grounds is not null)
            .Select(a => (Rules.Confidence.Of(a.Grounds!), a.IsRight))];

    private static Reliability Of(double from, double to, List<(double Said, bool IsRight)> told) => new(
        from, Math.Min(1, to), told.Count,
        told.Count == 0 ? 0 : told.Average(a => a.Said), told.Count == 0 ? 0 : told.Average(a => a.IsRight ? 1.0 : 0));
}
