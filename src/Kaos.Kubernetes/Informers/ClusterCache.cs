using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Json;
using Kaos.Kubernetes.Resources;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Kubernetes.Informers;

/// <summary>
/// A live copy of one cluster's objects. Kinds that may not be read are told by <see cref="NotRead"/>; the others go
/// on.
/// </summary>
public sealed class ClusterCache
{
    private readonly IKubernetesReader reader;
    private readonly InformerOptions options;
    private readonly CacheHub hub = new();
    private readonly List<KindStore> stores = [];
    private readonly List<Informer> informers = [];
    private readonly CustomPoll? customs;
    private readonly ControlPlanePoll? plane;
    private ClusterObjects current = ClusterObjects.Empty;
    private long currentVersion;

    /// <exception cref="ArgumentException">The options name a kind of which there is no model.</exception>
    public ClusterCache(IKubernetesReader reader, InformerOptions options, TimeProvider time)
    {
        this.reader = reader;
        this.options = options;
        foreach (var type in options.Kinds)
        {
            var kind = ModelKinds.Find(type.ApiVersion, type.Kind) ?? throw new ArgumentException(
                $"There is no model of {type.QualifiedName}. Leave it out of {nameof(InformerOptions.Kinds)}.",
                nameof(options));
            kind.AddInformers(reader, hub, options, time, stores, informers);
        }

        customs = options.CustomPoll > TimeSpan.Zero ? new CustomPoll(reader, hub, options, time) : null;
        plane = options.ControlPlanePoll > TimeSpan.Zero ? new ControlPlanePoll(reader, hub, options, time) : null;
    }

    /// <summary>How the reading of each kind stands.</summary>
    public IReadOnlyList<KindState> States =>
        [.. informers.Select(informer => informer.State), .. customs?.States ?? [], .. plane?.States ?? []];

    /// <summary>The kinds that are not known, or no longer surely known, and why.</summary>
    public IReadOnlyList<UnreadPart> NotRead =>
    [
        .. States.Where(state => !state.IsSynced).Select(state => new UnreadPart(
            state.Namespace is null ? Name(state.Type) : $"{Name(state.Type)} in {state.Namespace}",
            Why(state))),
    ];

    /// <summary>Reads and watches until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(informers.Select(informer => informer.RunAsync(cancellationToken))
            .Append(customs?.RunAsync(cancellationToken) ?? Task.CompletedTask)
            .Append(plane?.RunAsync(cancellationToken) ?? Task.CompletedTask)
            .Append(ForgetAsync(cancellationToken)));

    /// <summary>Done when every kind was read once or has failed once.</summary>
    public Task WaitForFirstReadAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(
            informers.Select(informer => informer.FirstOutcome)
                .Append(customs?.FirstOutcome ?? Task.CompletedTask)
                .Append(plane?.FirstOutcome ?? Task.CompletedTask))
            .WaitAsync(cancellationToken);

    /// <summary>Tells a consumer which objects changed from now on.</summary>
    public ChangeSignal Subscribe() => hub.Subscribe(options.SignalCapacity);

    /// <summary>
    /// All objects as they are known at this moment; no kind is ahead of another by more than its watch. Costs next to
    /// nothing when nothing changed since the last call, and a copy of the lists of changed kinds otherwise.
    /// </summary>
    public ClusterObjects Current()
    {
        lock (hub.Gate)
        {
            if (currentVersion != hub.Version)
            {
                var builder = new ClusterObjectsBuilder();
                foreach (var store in stores)
                {
                    store.AddTo(builder);
                }

                customs?.AddTo(builder);
                plane?.AddTo(builder);
                current = builder.Build(current);
                currentVersion = hub.Version;
            }

            return current;
        }
    }

    /// <summary>
    /// The objects and what is missing among them, at the cluster's time; without logs, series and alerts.
    /// </summary>
    public ClusterSnapshot Snapshot()
    {
        lock (hub.Gate)
        {
            return new ClusterSnapshot
            {
                ClusterName = reader.ClusterName,
                Now = reader.ServerTime,
                Objects = Current(),
                NotRead = NotRead,
            };
        }
    }

    // A cluster's worth of texts is megabytes, for a watch that sends one object at a time.
    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        await WaitForFirstReadAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        SharingJson.Forget();
    }

    /// <summary>Metrics bear the plural of what they measure; the group tells them apart.</summary>
    private static string Name(ResourceType type) =>
        type.Group == "metrics.k8s.io" ? type.QualifiedName : type.Plural;

    private static string Why(KindState state) => (state.LastRead, state.Problem) switch
    {
        (null, null) => "not read yet",
        (null, { } problem) => problem,
        ({ } read, var problem) => FormattableString.Invariant($"last known from {read:u}; since then: {problem}"),
    };
}
