using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>One revision of a Deployment.</summary>
public sealed record ReplicaSet : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "apps/v1";

    [JsonIgnore]
    public string Kind => "ReplicaSet";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public ReplicaSetSpec Spec { get; init => field = value ?? ReplicaSetSpec.Empty; } = ReplicaSetSpec.Empty;

    public ReplicaSetStatus Status { get; init => field = value ?? ReplicaSetStatus.Empty; } = ReplicaSetStatus.Empty;
}

/// <summary>What a ReplicaSet asks for.</summary>
public sealed record ReplicaSetSpec
{
    internal static readonly ReplicaSetSpec Empty = new();

    /// <summary>1 when null.</summary>
    public int? Replicas { get; init; }

    public LabelSelector? Selector { get; init; }

    public PodTemplate Template { get; init => field = value ?? PodTemplate.Empty; } = PodTemplate.Empty;

    public int? MinReadySeconds { get; init; }
}

/// <summary>How a ReplicaSet stands.</summary>
public sealed record ReplicaSetStatus
{
    internal static readonly ReplicaSetStatus Empty = new();

    public long ObservedGeneration { get; init; }

    public int Replicas { get; init; }

    public int ReadyReplicas { get; init; }

    public int AvailableReplicas { get; init; }

    public int FullyLabeledReplicas { get; init; }

    public IReadOnlyList<Condition> Conditions { get; init => field = value.OrEmpty(); } = [];
}
