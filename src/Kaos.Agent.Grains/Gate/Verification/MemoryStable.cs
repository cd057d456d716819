using System.Collections.Immutable;
using Kaos.Agent.Grains.Workflows;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>The working set of the workload's pods is flat, and well below the limit where there is one.</summary>
internal sealed class MemoryStable : ICheck
{
    private const double Growth = 1.1;
    private const double Headroom = 0.9;

    public string Kind => CheckNames.MemoryStable;

    public ImmutableArray<string> Metrics(ImmutableArray<string> names) =>
        SubjectSeries.Pick(names, "memory working_set", "memory rss", "memory usage");

    public CheckReading Read(CheckInput input)
    {
        var workload = WorkloadView.Of(input.World.Objects, input.Object);
        var pods = workload?.Pods(input.World.Objects, input.Object).Select(pod => pod.Metadata.Name)
            .ToHashSet(StringComparer.Ordinal) ?? [];
        var limit = workload?.Template.Spec.Containers
            .Select(container =>
                container.Resources.Limits.TryGetValue("memory", out var most) ? (double)most.Value : 0)
            .DefaultIfEmpty().Max() ?? 0;
        var points = Metrics([.. input.World.Series.Select(series => series.Name).Distinct()])
            .SelectMany(metric => SubjectSeries.Of(input, input.Object, metric))
            .Where(point => point.At >= input.From).ToArray();
        var now = points.Length > 0
            ? points[^1].Value
            : input.World.Objects.PodMetrics
                .Where(metrics =>
                    metrics.Metadata.Namespace == input.Object.Namespace && pods.Contains(metrics.Metadata.Name))
                .Select(metrics => metrics.Containers.Sum(container =>
                    container.Usage.TryGetValue("memory", out var used) ? (double)used.Value : 0))
                .DefaultIfEmpty().Max();
        if (now <= 0)
        {
            return CheckReading.Unknown("metrics", "memory was not measured since");
        }

        // A starting program fills its caches: growth is judged over the later half.
        var later = points[(points.Length / 2)..];
        var numbers = ImmutableDictionary<string, double>.Empty.Add("workingSetBytes", now).Add("limitBytes", limit);
        if (limit > 0 && now > Headroom * limit)
        {
            return new CheckReading(
                VerificationState.NotYet, "metrics",
                $"memory at {Spans.Bytes(now)}, {(now > limit ? "above" : "close to")} the limit {Spans.Bytes(limit)}",
                numbers);
        }

        return later.Length > 1 && later[^1].Value > Growth * later[0].Value
            ? new CheckReading(
                VerificationState.NotYet, "metrics",
                $"memory still grows: {Spans.Bytes(later[0].Value)} to {Spans.Bytes(now)}", numbers)
            : new CheckReading(VerificationState.Good, "metrics", $"memory stable at {Spans.Bytes(now)}", numbers);
    }
}
