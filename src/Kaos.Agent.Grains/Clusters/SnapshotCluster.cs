using System.Collections.Immutable;
using Kaos.Diagnosis;
using Kaos.Diagnosis.Metrics;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>
/// A cluster that was written down: its time stands still, and reads are answered from what the snapshot holds. Logs
/// and
/// series come into a case only when they are asked for, exactly as with a live cluster.
/// </summary>
public sealed class SnapshotCluster(ClusterSnapshot snapshot) : ICluster
{
    private readonly ClusterSnapshot world = snapshot with
    {
        Objects = new RedactedObjects().Of(snapshot.Objects),
        Logs = [],
        Series = [],
        Alerts = [],
    };

    public string Name => snapshot.ClusterName;

    public DateTimeOffset Now => snapshot.Now;

    public ClusterSnapshot Look() => world;

    public Task DelayUntilAsync(DateTimeOffset clusterTime, CancellationToken cancellationToken) =>
        clusterTime <= Now
            ? Task.CompletedTask
            : Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

    /// <summary>Nothing changes in a snapshot: completes only when cancelled.</summary>
    public ValueTask WaitForChangeAsync(CancellationToken cancellationToken) =>
        new(Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken));

    public Task<CaseFile> ReadAsync(
        CaseFile file, ImmutableArray<ReadRequest> requests, CancellationToken cancellationToken) =>
        Task.FromResult(CaseReads.Add(file, [.. requests.Select(Read)]));

    private CaseRead Read(ReadRequest request) => request switch
    {
        ReadRequest.Logs logs => Logs(logs),
        ReadRequest.MetricNames names => Names(names),
        ReadRequest.Series series => Series(series),
        ReadRequest.Quantile quantile => Quantile(quantile),
        ReadRequest.Alerts => snapshot.Alerts.Count == 0
            ? CaseRead.Failed(request, "the snapshot holds no alerts")
            : new CaseRead(request) { Alerts = [.. snapshot.Alerts] },
        _ => CaseRead.Failed(request, "a snapshot cannot answer it"),
    };

    private CaseRead Logs(ReadRequest.Logs request)
    {
        var found = snapshot.Logs.FirstOrDefault(log =>
            log.Namespace == request.Namespace && log.Pod == request.Pod && log.Container == request.Container &&
            log.Previous == request.Previous);
        return found is null
            ? CaseRead.Failed(request, "the snapshot does not hold it")
            : new CaseRead(request)
            {
                Log = found with { Lines = Redaction.Lines([.. found.Lines.TakeLast(request.Tail)]) },
            };
    }

    private CaseRead Names(ReadRequest.MetricNames request) => snapshot.Series.Count == 0
        ? CaseRead.Failed(request, "the snapshot holds no metrics")
        : new CaseRead(request)
        {
            Names = [.. snapshot.Series.Where(s => IsOf(s, request.Namespace, request.Where)).Select(s => s.Name)
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };

    private CaseRead Series(ReadRequest.Series request)
    {
        var from = snapshot.Now - request.Window;
        var found = snapshot.Series
            .Where(series => series.Name == request.Metric && IsOf(series, request.Namespace, request.Where))
            .Select(series => request.Counter ? CounterRates.Of(series) : series)
            .Select(series =>
                series with { Points = [.. series.Points.Where(p => p.At >= from && p.At <= snapshot.Now)] })
            .Where(series => series.Points.Count > 0)
            .ToImmutableArray();
        return new CaseRead(request) { Series = found };
    }

    private CaseRead Quantile(ReadRequest.Quantile request)
    {
        var from = snapshot.Now - request.Window;
        var found = BucketQuantile.Of(
            snapshot.Series.Where(series =>
                series.Name == request.Metric && IsOf(series, request.Namespace, request.Where)),
            request.Share)
            .Select(series =>
                series with { Points = [.. series.Points.Where(p => p.At >= from && p.At <= snapshot.Now)] })
            .Where(series => series.Points.Count > 0);
        return new CaseRead(request) { Series = [.. found] };
    }

    private static bool IsOf(MetricSeries series, string @namespace, LabelMatch? where = null) =>
        where?.Fits(series) != false &&
        (@namespace.Length == 0 ||
            SeriesLabels.Namespaces.Any(label => series.Labels.GetValueOrDefault(label) == @namespace));
}
