using System.Globalization;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Metrics;

/// <summary>
/// Prometheus' <c>histogram_quantile(rate())</c> over recorded samples of a classic histogram, for snapshots: over five
/// minutes, straight within a bucket, the highest finite bound for what lies beyond it.
/// </summary>
public static class BucketQuantile
{
    private const string Bound = "le";
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A series for each set of labels of pods and names; series without bounds are no histogram and stay as they are.
    /// </summary>
    public static IEnumerable<MetricSeries> Of(IEnumerable<MetricSeries> buckets, double share)
    {
        var all = buckets.ToList();
        return all.Where(s => !s.Labels.ContainsKey(Bound)).Concat(all
            .Where(s => s.Labels.ContainsKey(Bound))
            .GroupBy(s => string.Join('\n', Kept(s).Select(l => $"{l.Key}={l.Value}")), StringComparer.Ordinal)
            .Select(g => g.First() with { Labels = new StringMap(Kept(g.First())), Points = Points([.. g], share) }));
    }

    private static IEnumerable<KeyValuePair<string, string>> Kept(MetricSeries series) => series.Labels
        .Where(l =>
            SeriesLabels.Pods.Contains(l.Key) || SeriesLabels.Names.Contains(l.Key) ||
                SeriesLabels.Namespaces.Contains(l.Key))
        .OrderBy(l => l.Key, StringComparer.Ordinal);

    private static List<MetricPoint> Points(List<MetricSeries> group, double share)
    {
        var growth = new SortedDictionary<DateTimeOffset, SortedDictionary<double, double>>();
        foreach (var series in group)
        {
            if (!double.TryParse(
                series.Labels[Bound].Replace("+Inf", "Infinity", StringComparison.Ordinal), NumberStyles.Float,
                CultureInfo.InvariantCulture, out var bound))
            {
                continue;
            }

            foreach (var (at, grown) in Grown(series.Points))
            {
                var bounds = growth.TryGetValue(at, out var known) ? known : growth[at] = [];
                bounds[bound] = bounds.GetValueOrDefault(bound) + grown;
            }
        }

        return [.. growth.Select(g => new MetricPoint(g.Key, Value([.. g.Value], share)))
            .Where(p => double.IsFinite(p.Value))];
    }

    // A counter that fell was started again from zero.
    private static IEnumerable<(DateTimeOffset At, double Grown)> Grown(IReadOnlyList<MetricPoint> points)
    {
        var from = 0;
        for (var to = 1; to < points.Count; to++)
        {
            while (points[to].At - points[from].At > Span)
            {
                from++;
            }

            double grown = 0;
            for (var i = from + 1; i <= to; i++)
            {
                var step = points[i].Value - points[i - 1].Value;
                grown += step >= 0 ? step : points[i].Value;
            }

            if (from < to)
            {
                yield return (points[to].At, grown);
            }
        }
    }

    private static double Value(List<KeyValuePair<double, double>> buckets, double share)
    {
        if (buckets is not [.., { Key: double.PositiveInfinity, Value: > 0 } all] || buckets.Count < 2)
        {
            return double.NaN;
        }

        var wanted = share * all.Value;
        var (below, count) = (0.0, 0.0);
        foreach (var (bound, cumulative) in buckets)
        {
            if (cumulative >= wanted)
            {
                return double.IsPositiveInfinity(bound) ? below
                    : cumulative <= count ? bound : below + ((bound - below) * (wanted - count) / (cumulative - count));
            }

            (below, count) = (bound, cumulative);
        }

        return below;
    }
}
