using System.Collections.Immutable;
using Kaos.Diagnosis;
using Kaos.Diagnosis.Metrics;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>What one request brought, or why it brought nothing.</summary>
internal sealed record CaseRead(ReadRequest Request)
{
    public LogText? Log { get; init; }

    public ImmutableArray<string> Names { get; init; } = [];

    public ImmutableArray<MetricSeries> Series { get; init; } = [];

    public ImmutableArray<Alert> Alerts { get; init; } = [];

    public string? Why { get; init; }

    public static CaseRead Failed(ReadRequest request, string why) => new(request) { Why = why };
}

/// <summary>Puts what was read into a case. Pure.</summary>
internal static class CaseReads
{
    public static CaseFile Add(CaseFile file, ImmutableArray<CaseRead> reads)
    {
        var world = file.World;
        var failed = reads.Where(read => read.Why is not null)
            .Select(read => new UnreadPart(Describe(read.Request), read.Why ?? ""))
            .Where(part => !world.NotRead.Contains(part));
        return file with
        {
            Done = file.Done.Union(reads.Select(read => read.Request)),
            MetricNames = file.MetricNames.SetItems(reads
                .Where(read => read is { Why: null, Request: ReadRequest.MetricNames })
                .Select(read => KeyValuePair.Create(((ReadRequest.MetricNames)read.Request).Key, read.Names))),
            World = world with
            {
                Logs = [.. world.Logs, .. reads.Select(read => read.Log).OfType<LogText>()],
                Series = Together(world.Series, reads),
                Alerts = [.. world.Alerts, .. reads.SelectMany(read => read.Alerts)],
                NotRead = [.. world.NotRead, .. failed.Distinct()],
            },
        };
    }

    // Two requests may have a series in common: counted twice, it would be twice as much.
    private static IReadOnlyList<MetricSeries> Together(
        IReadOnlyList<MetricSeries> known, ImmutableArray<CaseRead> reads)
    {
        var read = reads.SelectMany(one => one.Series).ToList();
        return read.Count == 0
            ? known
            : [.. known.Concat(read).GroupBy(Identity, StringComparer.Ordinal)
                .Select(same => same.OrderByDescending(s => s.Points.Count).First())];
    }

    private static string Identity(MetricSeries series) => series.Name + '\n' + string.Join(
        '\n', series.Labels.OrderBy(label => label.Key, StringComparer.Ordinal)
            .Select(label => $"{label.Key}={label.Value}"));

    // Namespace and name stand between slashes: that is how an examination tells what a gap bears on.
    public static string Describe(ReadRequest request) => request switch
    {
        ReadRequest.Logs { Previous: true } logs => $"logs/{logs.Namespace}/{logs.Pod}/{logs.Container} (previous run)",
        ReadRequest.Logs logs => $"logs/{logs.Namespace}/{logs.Pod}/{logs.Container}",
        ReadRequest.MetricNames names => $"metrics/{names.Namespace}",
        ReadRequest.Series series => $"metrics/{Place(series.Namespace, series.Where)}/{series.Metric}",
        ReadRequest.Quantile quantile => $"metrics/{Place(quantile.Namespace, quantile.Where)}/{quantile.Metric}",
        ReadRequest.Alerts => "alerts",
        _ => request.ToString(),
    };

    private static string Place(string @namespace, LabelMatch? where) =>
        @namespace.Length > 0 ? @namespace : where?.Label ?? "";
}
