using System.Globalization;
using Kaos.Diagnosis.Rules;
using Kaos.Diagnosis.Tests.Accuracy;

namespace Kaos.Benchmarks.Accuracy;

/// <summary>The fitted calibration as the source file that holds it.</summary>
internal static class CalibrationFile
{
    public const string Path = "src/Kaos.Diagnosis/Rules/Calibration.Fitted.cs";

    public static string Of(Calibration fitted, IReadOnlyList<Case> cases)
    {
        var record = fitted.Record.Where(r => Math.Abs(r.Value) >= 0.1).OrderBy(r => r.Key, StringComparer.Ordinal)
            .Select(r => $"            [\"{r.Key}\"] = {Number(r.Value)},");
        return $$"""
            using System.Collections.Frozen;

            namespace Kaos.Diagnosis.Rules;

            /// <content>
            /// Written by <c>eng/accuracy --fit</c>; do not edit. From {{cases.Count(c => c.Weight == 1)}} answers to {{cases.Select(c => c.Scenario).Distinct().Count()}} scenarios, each without logs,
            /// events, metrics, all three, and long after, and from {{FirstRun.All.Count}} first answers to blind sets.
            /// </content>
            internal sealed partial record Calibration
            {
                public static Calibration Fitted { get; } = new(
                    [
            {{Steps(fitted.Steps)}}
                    ],
                    [
            {{Steps(fitted.OpenSteps)}}
                    ],
                    {{Number(fitted.Unread)}},
                    new Dictionary<string, double>
                    {
            {{string.Join('\n', record)}}
                    }.ToFrozenDictionary(StringComparer.Ordinal));
            }

            """;
    }

    private static string Steps(IEnumerable<(double From, double LogOdds)> steps) =>
        string.Join('\n', steps.Select(s => $"            ({Number(s.From)}, {Number(s.LogOdds)}),"));

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
