using System.Globalization;
using Kaos.Diagnosis.Rules;

namespace Kaos.Benchmarks.Accuracy;

/// <summary>The fitted calibration as the source file that holds it.</summary>
internal static class CalibrationFile
{
    public const string Path = "src/Kaos.Diagnosis/Rules/Calibration.Fitted.cs";

    public static string Of(Calibration fitted, int scenarios, int answers)
    {
        var steps = fitted.Steps.Select(s => $"            ({Number(s.From)}, {Number(s.LogOdds)}),");
        var record = fitted.Record.Where(r => Math.Abs(r.Value) >= 0.1).OrderBy(r => r.Key, StringComparer.Ordinal)
            .Select(r => $"            [\"{r.Key}\"] = {Number(r.Value)},");
        return $$"""
            using System.Collections.Frozen;

            namespace Kaos.Diagnosis.Rules;

            /// <content>
            /// Written by <c>eng/accuracy --fit</c>; do not edit. From {{answers}} answers to the {{scenarios}} scenarios with an even hash, each as
            /// written, renamed, shuffled, with noise, and without logs, events, metrics, all three, and long after.
            /// </content>
            internal sealed partial record Calibration
            {
                public static Calibration Fitted { get; } = new(
                    [
            {{string.Join('\n', steps)}}
                    ],
                    {{Number(fitted.Unread)}},
                    new Dictionary<string, double>
                    {
            {{string.Join('\n', record)}}
                    }.ToFrozenDictionary(StringComparer.Ordinal));
            }

            """;
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
