namespace Kaos.Kubernetes.Snapshots;

/// <summary>What has been read so far.</summary>
internal sealed class SnapshotDraft(string root)
{
    private readonly List<UnreadPart> notRead = [];

    public string Root { get; } = root;

    public ClusterObjectsBuilder Objects { get; } = new();

    public List<LogText> Logs { get; } = [];

    public List<MetricSeries> Series { get; } = [];

    public List<Alert> Alerts { get; } = [];

    /// <summary>Verbose answers of the API server's health endpoints.</summary>
    public List<string> HealthAnswers { get; } = [];

    /// <summary>Relative paths, with '/', of the files that held objects or lists.</summary>
    public HashSet<string> Seen { get; } = [];

    public int ObjectFiles { get; set; }

    public DateTimeOffset? Now { get; set; }

    public string? Question { get; set; }

    public string? ClusterName { get; set; }

    public void Unread(string what, string why) => notRead.Add(new UnreadPart(what, why));

    public ClusterSnapshot Build(string clusterName, TimeProvider time)
    {
        var objects = Objects.Build();
        var now = Now ?? NewestTimestamp.Of(objects, Series, Alerts) ?? time.GetUtcNow();
        return new ClusterSnapshot
        {
            ClusterName = clusterName,
            Now = now,
            Question = Question,
            Objects = HealthFiles.WithControlPlane(objects, HealthAnswers, now),
            Logs = Logs,
            Series = Series,
            Alerts = Alerts,
            NotRead = notRead,
        };
    }
}
