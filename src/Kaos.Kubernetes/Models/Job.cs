using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>A Job and how it went.</summary>
public sealed record Job : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "batch/v1";

    [JsonIgnore]
    public string Kind => "Job";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public JobSpec Spec { get; init => field = value ?? JobSpec.Empty; } = JobSpec.Empty;

    public JobStatus Status { get; init => field = value ?? JobStatus.Empty; } = JobStatus.Empty;
}

/// <summary>What a Job asks for.</summary>
public sealed record JobSpec
{
    internal static readonly JobSpec Empty = new();

    /// <summary>1 when null.</summary>
    public int? Parallelism { get; init; }

    public int? Completions { get; init; }

    /// <summary>6 when null.</summary>
    public int? BackoffLimit { get; init; }

    public long? ActiveDeadlineSeconds { get; init; }

    public int? TtlSecondsAfterFinished { get; init; }

    public bool Suspend { get; init; }

    public LabelSelector? Selector { get; init; }

    public PodTemplate Template { get; init => field = value ?? PodTemplate.Empty; } = PodTemplate.Empty;
}

/// <summary>How a Job went.</summary>
public sealed record JobStatus
{
    internal static readonly JobStatus Empty = new();

    public int Active { get; init; }

    public int Succeeded { get; init; }

    public int Failed { get; init; }

    public int? Ready { get; init; }

    public DateTimeOffset? StartTime { get; init; }

    public DateTimeOffset? CompletionTime { get; init; }

    public IReadOnlyList<Condition> Conditions { get; init => field = value.OrEmpty(); } = [];
}
