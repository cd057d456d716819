using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Rules;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Metrics;

/// <summary>The series of a metric that belong to one workload, brought together into one line.</summary>
internal static class SubjectSeries
{
    public enum Fold
    {
        Highest,
        Sum,
    }

    public static ImmutableArray<Sample> Of(
        Scene scene, ObjectRef subject, string metric, Fold fold, string? container = null,
        Func<MetricSeries, bool>? where = null)
    {
        var owned = scene.Series(metric).Where(s => IsOf(scene.Index, subject, s) && where?.Invoke(s) != false)
            .ToList();
        if (container is not null && owned.Any(s => s.Labels.GetValueOrDefault("container") == container))
        {
            owned = [.. owned.Where(s => s.Labels.GetValueOrDefault("container") == container)];
        }
        else
        {
            owned = [.. owned.Where(s => s.Labels.GetValueOrDefault("container") is not ("" or "POD"))];
        }

        var top = TopQuantile(owned);
        var merged = new SortedDictionary<DateTimeOffset, double>();
        foreach (var point
            in owned.Where(s => top is null || Quantile(s).Equals(top)).SelectMany(s => Rate(metric, s.Points)))
        {
            merged[point.At] = !merged.TryGetValue(point.At, out var known) ? point.Value
                : fold == Fold.Sum ? known + point.Value : Math.Max(known, point.Value);
        }

        return [.. merged.Select(p => new Sample(p.Key, p.Value))];
    }

    private static bool IsOf(WorldIndex index, ObjectRef subject, MetricSeries series)
    {
        var labels = series.Labels;
        var ns = SeriesLabels.Namespaces.Select(l => labels.GetValueOrDefault(l)).FirstOrDefault(n => n is not null);
        if (ns is not null && ns != subject.Namespace)
        {
            return false;
        }

        if (SeriesLabels.Pods.Select(l => labels.GetValueOrDefault(l))
            .FirstOrDefault(p => p is { Length: > 0 }) is { } pod)
        {
            return index.PodsOf(subject).Any(p => p.Metadata.Name == pod) ||
                (IsGonePod(subject, pod) && index.Objects.Find<Pod>(subject.Namespace ?? "", pod) is null);
        }

        return SeriesLabels.Names.Any(l => labels.GetValueOrDefault(l) == subject.Name);
    }

    // One or two generated parts follow the workload's name: a ReplicaSet's hash and the pod's, or an ordinal.
    private static bool IsGonePod(ObjectRef subject, string pod) =>
        pod.StartsWith(subject.Name + "-", StringComparison.Ordinal) &&
        pod.AsSpan(subject.Name.Length + 1).Count('-') == (subject.Kind == "Deployment" ? 1 : 0);

    private static double? TopQuantile(List<MetricSeries> all)
    {
        var quantiles = all.Select(Quantile).Where(q => !double.IsNaN(q)).ToList();
        return quantiles.Count == 0 ? null : quantiles.MinBy(q => Math.Abs(q - 0.99));
    }

    private static double Quantile(MetricSeries series) =>
        series.Labels.TryGetValue("quantile", out var text) && double.TryParse(
            text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var q)
            ? q
            : double.NaN;

    // A counter may come as a rate already, or as it was scraped: that one only ever climbs.
    private static IEnumerable<Sample> Rate(string metric, IReadOnlyList<MetricPoint> points)
    {
        var clean = points.Where(p => double.IsFinite(p.Value)).OrderBy(p => p.At).ToList();
        var climbs = clean.Zip(clean.Skip(1)).Count(p => p.Second.Value > p.First.Value);
        if (!MetricChoice.IsCounter(metric) || clean.Count < 3 || climbs < 0.9 * (clean.Count - 1))
        {
            return clean.Select(p => new Sample(p.At, p.Value));
        }

        return clean.Zip(clean.Skip(1))
            .Where(p => p.Second.Value >= p.First.Value && p.Second.At > p.First.At)
            .Select(p => new Sample(
                p.Second.At, (p.Second.Value - p.First.Value) / (p.Second.At - p.First.At).TotalSeconds));
    }
}
