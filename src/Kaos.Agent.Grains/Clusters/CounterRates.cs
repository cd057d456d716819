using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>
/// Prometheus' rate() over recorded samples, for snapshots: per second over five minutes, resets allowed for.
/// </summary>
internal static class CounterRates
{
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(5);

    public static MetricSeries Of(MetricSeries counter)
    {
        var points = new List<MetricPoint>(counter.Points.Count);
        var from = 0;
        for (var to = 1; to < counter.Points.Count; to++)
        {
            while (counter.Points[to].At - counter.Points[from].At > Span)
            {
                from++;
            }

            if (from < to)
            {
                points.Add(new MetricPoint(counter.Points[to].At, Rate(counter.Points, from, to)));
            }
        }

        return counter with { Points = points };
    }

    private static double Rate(IReadOnlyList<MetricPoint> points, int from, int to)
    {
        double grown = 0;
        for (var i = from + 1; i <= to; i++)
        {
            var step = points[i].Value - points[i - 1].Value;
            // A counter that fell was started again from zero.
            grown += step >= 0 ? step : points[i].Value;
        }

        return grown / (points[to].At - points[from].At).TotalSeconds;
    }
}
