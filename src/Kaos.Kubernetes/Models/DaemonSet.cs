using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>A DaemonSet and how its roll-out stands.</summary>
public sealed record DaemonSet : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "apps/v1";

    [JsonIgnore]
    public string Kind => "DaemonSet";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public DaemonSetSpec Spec { get; init => field = value ?? DaemonSetSpec.Empty; } = DaemonSetSpec.Empty;

    public DaemonSetStatus Status { get; init => field = value ?? DaemonSetStatus.Empty; } = DaemonSetStatus.Empty;
}

/// <summary>What a DaemonSet asks for.</summary>
public sealed record DaemonSetSpec
{
    internal static readonly DaemonSetSpec Empty = new();

    public LabelSelector? Selector { get; init; }

    public PodTemplate Template { get; init => field = value ?? PodTemplate.Empty; } = PodTemplate.Empty;

    public DeploymentStrategy? UpdateStrategy { get; init; }
}

/// <summary>How a DaemonSet stands.</summary>
public sealed record DaemonSetStatus
{
    internal static readonly DaemonSetStatus Empty = new();

    public long ObservedGeneration { get; init; }

    public int DesiredNumberScheduled { get; init; }

    public int CurrentNumberScheduled { get; init; }

    public int UpdatedNumberScheduled { get; init; }

    public int NumberReady { get; init; }

    public int NumberAvailable { get; init; }

    public int NumberUnavailable { get; init; }

    public int NumberMisscheduled { get; init; }

    public IReadOnlyList<Condition> Conditions { get; init => field = value.OrEmpty(); } = [];
}
