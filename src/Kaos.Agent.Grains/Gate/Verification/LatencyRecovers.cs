using System.Collections.Immutable;
using Kaos.Agent.Grains.Workflows;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>The latency of whoever suffered is back near what it was before.</summary>
internal sealed class LatencyRecovers : ICheck
{
    private const double Near = 1.5;

    public string Kind => CheckNames.LatencyRecovers;

    public ImmutableArray<string> Metrics(ImmutableArray<string> names) => SubjectSeries.Pick(
        names, "latency p99", "duration p99", "latency quantile", "duration quantile", "p99", "latency", "duration",
        "response_time");

    public CheckReading Read(CheckInput input)
    {
        ImmutableArray<string> names = [.. input.World.Series.Select(series => series.Name).Distinct()];
        if (Metrics(names) is not [var metric]
            || SubjectSeries.Of(input, input.Finding.Subject, metric) is not { Length: > 0 } points ||
                points[^1].At < input.From)
        {
            return CheckReading.Unknown("metrics", "latency was not measured since");
        }

        var unit = metric.Contains("milli", StringComparison.Ordinal) ||
            metric.EndsWith("_ms", StringComparison.Ordinal) ? 0.001 : 1;
        var (now, worst) = (points[^1].Value * unit, points.Max(point => point.Value) * unit);
        var earlier = points.Where(point => point.At < input.Finding.FirstSeen).Select(point => point.Value * unit)
            .Order().ToArray();
        var usual = earlier.Length > 0 ? earlier[earlier.Length / 2] : 0;
        var numbers = ImmutableDictionary<string, double>.Empty
            .Add("nowSeconds", now).Add("usualSeconds", usual).Add("worstSeconds", worst);
        if (usual <= 0)
        {
            return now < worst / 2
                ? new CheckReading(
                    VerificationState.Good, "metrics",
                    $"latency down from {Spans.Seconds(worst)} to {Spans.Seconds(now)}", numbers)
                : new CheckReading(VerificationState.NotYet, "metrics", $"latency at {Spans.Seconds(now)}", numbers);
        }

        return now <= Near * usual
            ? new CheckReading(
                VerificationState.Good, "metrics",
                $"latency back at {Spans.Seconds(now)} (was {Spans.Seconds(worst)}, usually {Spans.Seconds(usual)})",
                numbers)
            : new CheckReading(
                VerificationState.NotYet, "metrics", $"latency at {Spans.Seconds(now)}, usually {Spans.Seconds(usual)}",
                numbers);
    }
}
