using System.Collections.Immutable;
using System.Globalization;
using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>Metrics by what their names say, and the series of one workload among them.</summary>
internal static class SubjectSeries
{
    private static readonly string[] NameLabels =
        ["deployment", "statefulset", "workload", "app", "app_kubernetes_io_name", "service", "job", "name",
            "container"];

    /// <summary>The shortest name with all the parts of one of the choices; choices in order of preference.</summary>
    public static ImmutableArray<string> Pick(ImmutableArray<string> names, params ReadOnlySpan<string> choices)
    {
        foreach (var choice in choices)
        {
            var parts = choice.Split(' ');
            var fit = names.Where(name =>
                parts.All(part => name.Contains(part, StringComparison.OrdinalIgnoreCase)) && IsGauge(name))
                .OrderBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal).FirstOrDefault();
            if (fit is not null)
            {
                return [fit];
            }
        }

        return [];
    }

    /// <summary>
    /// Highest value of all series of the workload at each moment, oldest first; the quantile nearest 0.99 where there
    /// are several.
    /// </summary>
    public static ImmutableArray<MetricPoint> Of(CheckInput input, ObjectRef subject, string metric, bool sum = false)
    {
        var pods = WorkloadView.Of(input.World.Objects, subject)?.Pods(input.World.Objects, subject)
            .Select(pod => pod.Metadata.Name).ToHashSet(StringComparer.Ordinal) ?? [];
        var own = input.World.Series.Where(series => series.Name == metric && IsOf(series, subject, pods)).ToArray();
        var quantiles = own.Select(Quantile).OfType<double>().ToArray();
        double? top = quantiles.Length == 0 ? null : quantiles.MinBy(quantile => Math.Abs(quantile - 0.99));
        return [.. own.Where(series => Quantile(series) == top)
            .SelectMany(series => series.Points).Where(point => double.IsFinite(point.Value))
            .GroupBy(point => point.At).OrderBy(group => group.Key)
            .Select(group =>
                new MetricPoint(group.Key, sum ? group.Sum(point => point.Value) : group.Max(point => point.Value)))];
    }

    private static bool IsOf(MetricSeries series, ObjectRef subject, HashSet<string> pods)
    {
        var labels = series.Labels;
        if (labels.TryGetValue("namespace", out var place) && place != subject.Namespace)
        {
            return false;
        }

        if (labels.GetValueOrDefault("container") is "" or "POD")
        {
            return false;
        }

        return labels.GetValueOrDefault("pod") is { Length: > 0 } pod
            ? pods.Contains(pod) || pod.StartsWith(subject.Name + "-", StringComparison.Ordinal)
            : NameLabels.Any(label => labels.GetValueOrDefault(label) == subject.Name);
    }

    private static double? Quantile(MetricSeries series) =>
        series.Labels.TryGetValue("quantile", out var text)
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var quantile) ? quantile : null;

    private static bool IsGauge(string name) =>
        !name.EndsWith("_total", StringComparison.Ordinal) && !name.EndsWith("_count", StringComparison.Ordinal)
        && !name.EndsWith("_sum", StringComparison.Ordinal) && !name.EndsWith("_bucket", StringComparison.Ordinal)
        && !name.StartsWith("go_", StringComparison.Ordinal) &&
            !name.StartsWith("apiserver_", StringComparison.Ordinal);
}
