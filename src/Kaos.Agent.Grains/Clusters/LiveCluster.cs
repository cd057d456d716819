using System.Collections.Immutable;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Telemetry;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Informers;
using Kaos.Kubernetes.Resources;
using Kaos.Kubernetes.Snapshots;
using Microsoft.Extensions.Logging;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>
/// A cluster behind an API server: looks come from the informers' copy, reads go out. Works while <see
/// cref="RunAsync"/> runs.
/// </summary>
public sealed partial class LiveCluster : ICluster
{
    private static readonly TimeSpan SecondSighting = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(5);

    private readonly IKubernetesReader reader;
    private readonly ClusterCache cache;
    private readonly LiveClusterOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<LiveCluster> logger;
    private readonly ClusterClock clock;
    private readonly ClusterReads reads;
    private readonly ObservedConfigMaps observed;
    private readonly KindReads kinds;
    private readonly RedactedObjects redacted = new();
    private readonly ChangeFlag changes = new();

    /// <param name="http">For a Prometheus or Alertmanager that is set by URL; not used otherwise.</param>
    public LiveCluster(
        IKubernetesReader reader,
        ClusterCache cache,
        IBlobs blobs,
        HttpClient http,
        LiveClusterOptions options,
        TimeProvider time,
        ILogger<LiveCluster> logger,
        KaosTelemetry? telemetry = null)
    {
        this.reader = reader;
        this.cache = cache;
        this.options = options;
        this.time = time;
        this.logger = logger;
        clock = new ClusterClock(time);
        reads = new ClusterReads(
            reader, new ServiceSource(reader, options.PrometheusUrl, http, PrometheusSource.Find),
            new ServiceSource(reader, options.AlertmanagerUrl, http, AlertmanagerSource.Find), options, time,
            telemetry);
        observed = new ObservedConfigMaps(blobs);
        kinds = new KindReads(reader, options, time);
    }

    public string Name => reader.ClusterName;

    public DateTimeOffset Now => clock.Now;

    /// <summary>Cluster seconds per second, as measured; 1 for anything but a practice cluster.</summary>
    public double Speed => clock.Rate;

    public ClusterSnapshot Look() => new()
    {
        ClusterName = Name,
        Now = clock.Now,
        Objects = redacted.Of(cache.Current()),
        Edits = observed.Edits,
        NotRead = Unread(cache.States),
    };

    public async Task<CaseFile> ReadAsync(
        CaseFile file, ImmutableArray<ReadRequest> requests, CancellationToken cancellationToken) =>
        CaseReads.Add(file, await reads.ReadAsync(requests, file.World.Objects, clock.Now, cancellationToken));

    public Task<NodeSays> AskNodeAsync(string node, string pathAndQuery, CancellationToken cancellationToken) =>
        reads.AskNodeAsync(node, pathAndQuery, cancellationToken);

    public Task<IReadOnlyList<ResourceType>> KindsAsync(CancellationToken cancellationToken) =>
        kinds.AllAsync(cancellationToken);

    public Task<ListSays> ListAsync(ResourceType type, string? @namespace, CancellationToken cancellationToken) =>
        kinds.ListAsync(type, @namespace, cancellationToken);

    public async Task DelayUntilAsync(DateTimeOffset clusterTime, CancellationToken cancellationToken)
    {
        // In steps: the speed is known better the longer it has been measured, and a cluster's clock may be set.
        for (var before = clock.Now; clock.Until(clusterTime) is var left && left > TimeSpan.Zero &&
            clock.Now >= before;)
        {
            before = clock.Now;
            var step = clock.IsMeasured ? LongestSleep : SecondSighting;
            await Task.Delay(Clamp(left, step), time, cancellationToken);
        }
    }

    public ValueTask WaitForChangeAsync(CancellationToken cancellationToken) => changes.WaitAsync(cancellationToken);

    /// <summary>Earlier versions of a ConfigMap that were seen to be replaced, newest first.</summary>
    public IReadOnlyList<ConfigMapVersion> EarlierVersions(string @namespace, string name) =>
        observed.Versions(@namespace, name);

    /// <summary>Done when every kind was read once, or has failed once, and the clock was seen.</summary>
    public async Task WaitForFirstReadAsync(CancellationToken cancellationToken)
    {
        await cache.WaitForFirstReadAsync(cancellationToken);
        await SightAsync(cancellationToken);
    }

    /// <summary>Keeps the copy, the clock and the ConfigMap versions up to date until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
        cache.RunAsync(cancellationToken), FollowClockAsync(cancellationToken), FollowChangesAsync(cancellationToken));

    private async Task FollowClockAsync(CancellationToken cancellationToken)
    {
        for (var seen = 0; !cancellationToken.IsCancellationRequested; seen++)
        {
            await SightAsync(cancellationToken);
            await Task.Delay(seen < 5 ? SecondSighting : options.Calibration, time, cancellationToken);
        }
    }

    private async Task SightAsync(CancellationToken cancellationToken)
    {
        try
        {
            await reader.VersionAsync(cancellationToken);
            clock.Observe(reader.ServerTime, time.GetTimestamp());
        }
        catch (KubernetesException e)
        {
            LogClockUnseen(Name, e.Message);
        }
    }

    private async Task FollowChangesAsync(CancellationToken cancellationToken)
    {
        using var signal = cache.Subscribe();
        while (!cancellationToken.IsCancellationRequested)
        {
            var batch = await signal.NextAsync(cancellationToken);
            changes.Raise();
            if (batch.MayHaveMissed || batch.Keys.Any(key => key.Kind == "ConfigMap"))
            {
                await KeepVersionsAsync(cancellationToken);
            }
        }
    }

    private async Task KeepVersionsAsync(CancellationToken cancellationToken)
    {
        try
        {
            // The versions as they are: a roll-back needs every byte. They go into the encrypted store only.
            var objects = cache.Current();
            await observed.ObserveAsync(objects.ConfigMaps, UsedConfigMaps.Of(objects), clock.Now, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogVersionNotKept(Name, e);
        }
    }

    private static ImmutableArray<UnreadPart> Unread(IReadOnlyList<KindState> states) =>
    [
        .. states.Where(state => !state.IsSynced).Select(state => new UnreadPart(
            state.Namespace is null ? state.Type.QualifiedName : $"{state.Type.QualifiedName} in {state.Namespace}",
            state switch
            {
                { LastRead: null, Problem: null } => "not read yet",
                { LastRead: { } last, Problem: var problem } =>
                    $"last known from {last.UtcDateTime:u}; since then: {problem}",
                _ => state.Problem ?? "",
            })),
    ];

    private static TimeSpan Clamp(TimeSpan left, TimeSpan most) =>
        left > most ? most : left < ShortestSleep ? ShortestSleep : left;
}
