using System.Collections.Immutable;
using Kaos.Agent.Grains.Clusters;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Tests.Gate;

/// <summary>A cluster whose clock moves when it is waited for.</summary>
internal sealed class FakeCluster : ICluster, IClusters
{
    public string Name => "practice";

    public DateTimeOffset Now { get; set; } = Samples.At;

    public ClusterObjects Objects { get; set; } = ClusterObjects.Empty;

    public ImmutableArray<MetricSeries> Series { get; set; } = [];

    public ImmutableArray<UnreadPart> NotRead { get; set; } = [];

    /// <summary>Called each time somebody waits, with how often that was before.</summary>
    public Action<int>? Waited { get; set; }

    public int Waits { get; private set; }

    public IReadOnlyList<ICluster> All => [this];

    public ICluster? Find(string name) => name == Name ? this : null;

    public string TenantOf(string cluster, string? @namespace) => @namespace ?? "platform";

    public Task DelayUntilAsync(DateTimeOffset clusterTime, CancellationToken cancellationToken)
    {
        Now = clusterTime;
        Waited?.Invoke(Waits++);
        return Task.CompletedTask;
    }

    public List<ReadRequest> Asked { get; } = [];

    public ClusterSnapshot Look() => new() { ClusterName = Name, Now = Now, Objects = Objects, NotRead = NotRead };

    public Task<CaseFile> ReadAsync(
        CaseFile file, ImmutableArray<ReadRequest> requests, CancellationToken cancellationToken)
    {
        Asked.AddRange(requests);
        var wanted = requests.OfType<ReadRequest.Series>().ToArray();
        return Task.FromResult(file with
        {
            Done = file.Done.Union(requests),
            MetricNames = file.MetricNames.SetItems(requests.OfType<ReadRequest.MetricNames>().Select(request =>
                KeyValuePair.Create(
                    request.Key,
                    Series.Where(series => request.Where?.Fits(series) != false)
                        .Select(series => series.Name).Distinct().ToImmutableArray()))),
            World = file.World with
            {
                Series =
                [
                    .. file.World.Series,
                    .. Series.Where(series => wanted.Any(request =>
                        request.Metric == series.Name && request.Where?.Fits(series) != false)),
                ],
            },
        });
    }

    public ValueTask WaitForChangeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
