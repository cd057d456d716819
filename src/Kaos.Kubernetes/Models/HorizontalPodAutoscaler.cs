using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>An autoscaler of a workload.</summary>
public sealed record HorizontalPodAutoscaler : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "autoscaling/v2";

    [JsonIgnore]
    public string Kind => "HorizontalPodAutoscaler";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public HorizontalPodAutoscalerSpec Spec { get; init => field = value ?? HorizontalPodAutoscalerSpec.Empty; } =
        HorizontalPodAutoscalerSpec.Empty;

    public HorizontalPodAutoscalerStatus Status { get; init => field = value ?? HorizontalPodAutoscalerStatus.Empty; } =
        HorizontalPodAutoscalerStatus.Empty;
}

/// <summary>What is scaled, between which bounds, by what.</summary>
public sealed record HorizontalPodAutoscalerSpec
{
    internal static readonly HorizontalPodAutoscalerSpec Empty = new();

    public ScaleTarget ScaleTargetRef { get; init => field = value ?? ScaleTarget.Empty; } = ScaleTarget.Empty;

    /// <summary>1 when null.</summary>
    public int? MinReplicas { get; init; }

    public int MaxReplicas { get; init; }

    /// <summary>As the API has them.</summary>
    public RawJson Metrics { get; init; }
}

/// <summary>The workload that is scaled.</summary>
public sealed record ScaleTarget
{
    internal static readonly ScaleTarget Empty = new();

    public string? ApiVersion { get; init; }

    public string Kind { get; init => field = value ?? ""; } = "";

    public string Name { get; init => field = value ?? ""; } = "";
}

/// <summary>What the autoscaler last saw and wanted.</summary>
public sealed record HorizontalPodAutoscalerStatus
{
    internal static readonly HorizontalPodAutoscalerStatus Empty = new();

    public int CurrentReplicas { get; init; }

    public int DesiredReplicas { get; init; }

    public DateTimeOffset? LastScaleTime { get; init; }

    /// <summary>As the API has them.</summary>
    public RawJson CurrentMetrics { get; init; }

    public IReadOnlyList<Condition> Conditions { get; init => field = value.OrEmpty(); } = [];
}
