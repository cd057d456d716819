using System.Globalization;
using System.Text.Json.Serialization;

namespace Kaos.Benchmarks.Reporting;

/// <summary>One measured number: the median of its repetitions, and how far they were apart.</summary>
/// <param name="Target">Null: told for information.</param>
internal sealed record Figure(
    string What, string Unit, double Median, double Lowest, double Highest, int Repetitions, Target? Target)
{
    public static Figure Of(string what, string unit, IReadOnlyCollection<double> values, Target? target = null)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new(what, unit, median, sorted[0], sorted[^1], sorted.Length, target);
    }

    [JsonIgnore]
    public string Verdict => Target is null ? "" : Target.IsMet(Median) ? "met" : "**missed**";
}

/// <param name="AtLeast">The number must not be lower; otherwise it must not be higher.</param>
internal sealed record Target(double Value, bool AtLeast)
{
    public static Target Least(double value) => new(value, AtLeast: true);

    public static Target Most(double value) => new(value, AtLeast: false);

    public bool IsMet(double measured) => AtLeast ? measured >= Value : measured <= Value;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{(AtLeast ? "≥" : "≤")} {(Value == Math.Floor(Value) ? Value.ToString("N0", CultureInfo.InvariantCulture) : Value.ToString("N1", CultureInfo.InvariantCulture))}");
}

/// <summary>One mode's figures, and how busy the machine was meanwhile.</summary>
/// <param name="Note">What else was measured against, or with.</param>
internal sealed record Run(
    string Mode, DateTimeOffset At, string Load, IReadOnlyList<Figure> Figures, string? Note = null);
