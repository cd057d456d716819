using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>How many pods must stay up during voluntary disruptions.</summary>
public sealed record PodDisruptionBudget : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "policy/v1";

    [JsonIgnore]
    public string Kind => "PodDisruptionBudget";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public PodDisruptionBudgetSpec Spec { get; init => field = value ?? PodDisruptionBudgetSpec.Empty; } =
        PodDisruptionBudgetSpec.Empty;

    public PodDisruptionBudgetStatus Status { get; init => field = value ?? PodDisruptionBudgetStatus.Empty; } =
        PodDisruptionBudgetStatus.Empty;
}

/// <summary>The budget; one of the two amounts is set.</summary>
public sealed record PodDisruptionBudgetSpec
{
    internal static readonly PodDisruptionBudgetSpec Empty = new();

    public IntOrString? MinAvailable { get; init; }

    public IntOrString? MaxUnavailable { get; init; }

    public LabelSelector? Selector { get; init; }
}

/// <summary>What the budget allows now.</summary>
public sealed record PodDisruptionBudgetStatus
{
    internal static readonly PodDisruptionBudgetStatus Empty = new();

    public long ObservedGeneration { get; init; }

    public int DisruptionsAllowed { get; init; }

    public int CurrentHealthy { get; init; }

    public int DesiredHealthy { get; init; }

    public int ExpectedPods { get; init; }

    public IReadOnlyList<Condition> Conditions { get; init => field = value.OrEmpty(); } = [];
}
