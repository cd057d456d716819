using System.Text.RegularExpressions;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Metrics;

/// <summary>Series of which a label matches as a whole, as Prometheus' <c>=~</c> does.</summary>
/// <param name="Pattern">A regular expression; one that matches nothing at all lets series without the label
/// in.</param>
public sealed record LabelMatch(string Label, string Pattern)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>A label with exactly this value.</summary>
    public static LabelMatch Exactly(string label, string value) => new(label, Regex.Escape(value));

    /// <summary>Whether a series is among them.</summary>
    public bool Fits(MetricSeries series) => Fits(series.Labels.GetValueOrDefault(Label) ?? "");

    /// <summary>Whether the label may have this value; empty where a series does not have the label.</summary>
    public bool Fits(string value) => Regex.IsMatch(value, $"^(?:{Pattern})$", RegexOptions.CultureInvariant, Patience);
}
