using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>A Deployment and how its roll-out stands.</summary>
public sealed record Deployment : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "apps/v1";

    [JsonIgnore]
    public string Kind => "Deployment";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public DeploymentSpec Spec { get; init => field = value ?? DeploymentSpec.Empty; } = DeploymentSpec.Empty;

    public DeploymentStatus Status { get; init => field = value ?? DeploymentStatus.Empty; } = DeploymentStatus.Empty;
}

/// <summary>What a Deployment asks for.</summary>
public sealed record DeploymentSpec
{
    internal static readonly DeploymentSpec Empty = new();

    /// <summary>1 when null.</summary>
    public int? Replicas { get; init; }

    public LabelSelector? Selector { get; init; }

    public PodTemplate Template { get; init => field = value ?? PodTemplate.Empty; } = PodTemplate.Empty;

    public DeploymentStrategy? Strategy { get; init; }

    /// <summary>600 when null.</summary>
    public int? ProgressDeadlineSeconds { get; init; }

    public int? MinReadySeconds { get; init; }

    public int? RevisionHistoryLimit { get; init; }

    public bool Paused { get; init; }
}

/// <summary>How old pods are replaced.</summary>
public sealed record DeploymentStrategy
{
    /// <summary><c>RollingUpdate</c> or <c>Recreate</c>.</summary>
    public string? Type { get; init; }

    public RollingUpdate? RollingUpdate { get; init; }
}

/// <summary>How many pods may be missing or extra during a roll-out.</summary>
public sealed record RollingUpdate
{
    /// <summary>25% when null.</summary>
    public IntOrString? MaxUnavailable { get; init; }

    /// <summary>25% when null.</summary>
    public IntOrString? MaxSurge { get; init; }

    /// <summary>StatefulSets only: ordinals below are left alone.</summary>
    public int? Partition { get; init; }
}

/// <summary>How a Deployment stands.</summary>
public sealed record DeploymentStatus
{
    internal static readonly DeploymentStatus Empty = new();

    /// <summary>Less than the generation: the controller has not seen the last change yet.</summary>
    public long ObservedGeneration { get; init; }

    public int Replicas { get; init; }

    public int UpdatedReplicas { get; init; }

    public int ReadyReplicas { get; init; }

    public int AvailableReplicas { get; init; }

    public int UnavailableReplicas { get; init; }

    public IReadOnlyList<Condition> Conditions { get; init => field = value.OrEmpty(); } = [];
}
