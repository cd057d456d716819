using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>A CronJob and when it last ran.</summary>
public sealed record CronJob : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "batch/v1";

    [JsonIgnore]
    public string Kind => "CronJob";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public CronJobSpec Spec { get; init => field = value ?? CronJobSpec.Empty; } = CronJobSpec.Empty;

    public CronJobStatus Status { get; init => field = value ?? CronJobStatus.Empty; } = CronJobStatus.Empty;
}

/// <summary>What a CronJob asks for.</summary>
public sealed record CronJobSpec
{
    internal static readonly CronJobSpec Empty = new();

    public string Schedule { get; init => field = value ?? ""; } = "";

    public string? TimeZone { get; init; }

    public bool Suspend { get; init; }

    /// <summary><c>Allow</c> (also when null), <c>Forbid</c> or <c>Replace</c>.</summary>
    public string? ConcurrencyPolicy { get; init; }

    public long? StartingDeadlineSeconds { get; init; }

    public JobTemplate JobTemplate { get; init => field = value ?? JobTemplate.Empty; } = JobTemplate.Empty;
}

/// <summary>The labels and spec from which a CronJob makes Jobs.</summary>
public sealed record JobTemplate
{
    internal static readonly JobTemplate Empty = new();

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public JobSpec Spec { get; init => field = value ?? JobSpec.Empty; } = JobSpec.Empty;
}

/// <summary>When a CronJob last ran.</summary>
public sealed record CronJobStatus
{
    internal static readonly CronJobStatus Empty = new();

    public IReadOnlyList<ObjectReference> Active { get; init => field = value.OrEmpty(); } = [];

    public DateTimeOffset? LastScheduleTime { get; init; }

    public DateTimeOffset? LastSuccessfulTime { get; init; }
}
