using System.Globalization;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>What an autoscaler measures against what it aims at, of the metric that is furthest above.</summary>
/// <param name="Ratio">Current by target: 1 is as wanted.</param>
internal sealed record Load(string Metric, string Current, string Target, double Ratio)
{
    public static Load? Of(HorizontalPodAutoscaler scaler)
    {
        var wanted = scaler.Spec.Metrics.Items().ToList();
        Load? highest = null;
        foreach (var current in scaler.Status.CurrentMetrics.Items())
        {
            var type = current.Text("type") ?? "";
            var field = type.Length == 0 ? "" : char.ToLowerInvariant(type[0]) + type[1..];
            var name = current.Text(field, "name") ?? current.Text(field, "metric", "name") ?? "";
            var target = wanted.FirstOrDefault(w => w.Text("type") == type &&
                (w.Text(field, "name") ?? w.Text(field, "metric", "name")) == name);
            foreach (var how in (string[])["averageUtilization", "averageValue", "value"])
            {
                if (Amount(current.Text(field, "current", how)) is { } has &&
                    Amount(target.Text(field, "target", how)) is { } aim && aim > 0)
                {
                    var unit = how == "averageUtilization" ? "%" : "";
                    var one = new Load(
                        name, current.Text(field, "current", how) + unit, target.Text(field, "target", how) + unit,
                        has / aim);
                    highest = highest is null || one.Ratio > highest.Ratio ? one : highest;
                }
            }
        }

        return highest;
    }

    private static double? Amount(string? text) => Quantity.TryParse(text, out var amount) ? (double)amount.Value
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
