using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>A StatefulSet and how its roll-out stands.</summary>
public sealed record StatefulSet : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "apps/v1";

    [JsonIgnore]
    public string Kind => "StatefulSet";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public StatefulSetSpec Spec { get; init => field = value ?? StatefulSetSpec.Empty; } = StatefulSetSpec.Empty;

    public StatefulSetStatus Status { get; init => field = value ?? StatefulSetStatus.Empty; } =
        StatefulSetStatus.Empty;
}

/// <summary>What a StatefulSet asks for.</summary>
public sealed record StatefulSetSpec
{
    internal static readonly StatefulSetSpec Empty = new();

    /// <summary>1 when null.</summary>
    public int? Replicas { get; init; }

    public LabelSelector? Selector { get; init; }

    public PodTemplate Template { get; init => field = value ?? PodTemplate.Empty; } = PodTemplate.Empty;

    public string? ServiceName { get; init; }

    /// <summary><c>OrderedReady</c> (also when null) or <c>Parallel</c>.</summary>
    public string? PodManagementPolicy { get; init; }

    public DeploymentStrategy? UpdateStrategy { get; init; }

    public IReadOnlyList<PersistentVolumeClaim> VolumeClaimTemplates { get; init => field = value.OrEmpty(); } = [];
}

/// <summary>How a StatefulSet stands.</summary>
public sealed record StatefulSetStatus
{
    internal static readonly StatefulSetStatus Empty = new();

    public long ObservedGeneration { get; init; }

    public int Replicas { get; init; }

    public int ReadyReplicas { get; init; }

    public int CurrentReplicas { get; init; }

    public int UpdatedReplicas { get; init; }

    public int AvailableReplicas { get; init; }

    public string? CurrentRevision { get; init; }

    public string? UpdateRevision { get; init; }

    public IReadOnlyList<Condition> Conditions { get; init => field = value.OrEmpty(); } = [];
}
