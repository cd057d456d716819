namespace Kaos.Kubernetes.Snapshots;

/// <summary>All that was read of a cluster at one moment: what a diagnosis starts from. Immutable.</summary>
public sealed record ClusterSnapshot
{
    public required string ClusterName { get; init; }

    /// <summary>
    /// The moment at which the objects were read, by the cluster's clock. Ages are counted from here.
    /// </summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>What the person asked, when a recorded question came with the snapshot.</summary>
    public string? Question { get; init; }

    public ClusterObjects Objects { get; init; } = ClusterObjects.Empty;

    public IReadOnlyList<LogText> Logs { get; init; } = [];

    public IReadOnlyList<MetricSeries> Series { get; init; } = [];

    public IReadOnlyList<Alert> Alerts { get; init; } = [];

    /// <summary>
    /// Changes of configuration that were seen as they were made; those that the objects tell themselves may be among
    /// them.
    /// </summary>
    public IReadOnlyList<SeenEdit> Edits { get; init; } = [];

    /// <summary>What could not be read. Nothing may be called healthy that depends on one of these.</summary>
    public IReadOnlyList<UnreadPart> NotRead { get; init; } = [];
}

/// <summary>Log lines of one run of a container, oldest first.</summary>
/// <param name="Previous">True for the run before the current one.</param>
public sealed record LogText(
    string Namespace,
    string Pod,
    string Container,
    bool Previous,
    IReadOnlyList<string> Lines);

/// <summary>A Prometheus series; the name is not among the labels.</summary>
public sealed record MetricSeries(
    string Name,
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyList<MetricPoint> Points);

/// <summary>One sample; the value may be NaN or infinite.</summary>
public readonly record struct MetricPoint(DateTimeOffset At, double Value);

/// <summary>An alert in Alertmanager's v2 shape.</summary>
public sealed record Alert
{
    public IReadOnlyDictionary<string, string> Labels { get; init => field = value ?? Models.StringMap.Empty; } =
        Models.StringMap.Empty;

    public IReadOnlyDictionary<string, string> Annotations { get; init => field = value ?? Models.StringMap.Empty; } =
        Models.StringMap.Empty;

    public DateTimeOffset? StartsAt { get; init; }

    public DateTimeOffset? EndsAt { get; init; }

    public AlertStatus? Status { get; init; }
}

/// <summary>Whether an alert fires or is held back.</summary>
public sealed record AlertStatus
{
    /// <summary><c>active</c>, <c>suppressed</c> or <c>unprocessed</c>.</summary>
    public string? State { get; init; }
}

/// <summary>A change of the data of a ConfigMap or Secret that was seen as it was made.</summary>
/// <param name="At">Cluster time: of the write where the object tells it, else of the look that saw it.</param>
/// <param name="By">The field manager; null when the object does not say.</param>
/// <param name="What">Key by key, fit to show: <c>cache.eviction lru -> none</c>; of a Secret the keys alone.</param>
/// <param name="Earlier">Hash of the version before in the store of versions; null where it is not kept.</param>
public sealed record SeenEdit(
    string Kind,
    string Namespace,
    string Name,
    DateTimeOffset At,
    string? By,
    IReadOnlyList<string> What,
    string? Earlier = null);

/// <summary>Something that could not be read.</summary>
/// <param name="What">A kind of object, a file, a log.</param>
/// <param name="Why">The reason, fit to show to a person.</param>
public sealed record UnreadPart(string What, string Why);
