using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>A claim for storage.</summary>
public sealed record PersistentVolumeClaim : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "v1";

    [JsonIgnore]
    public string Kind => "PersistentVolumeClaim";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public PersistentVolumeClaimSpec Spec { get; init => field = value ?? PersistentVolumeClaimSpec.Empty; } =
        PersistentVolumeClaimSpec.Empty;

    public PersistentVolumeClaimStatus Status { get; init => field = value ?? PersistentVolumeClaimStatus.Empty; } =
        PersistentVolumeClaimStatus.Empty;
}

/// <summary>What a claim asks for.</summary>
public sealed record PersistentVolumeClaimSpec
{
    internal static readonly PersistentVolumeClaimSpec Empty = new();

    public IReadOnlyList<string> AccessModes { get; init => field = value.OrEmpty(); } = [];

    /// <summary>Null means the cluster's default class; empty means no class.</summary>
    public string? StorageClassName { get; init; }

    public string? VolumeName { get; init; }

    public string? VolumeMode { get; init; }

    public ResourceRequirements Resources { get; init => field = value ?? ResourceRequirements.Empty; } =
        ResourceRequirements.Empty;

    public LabelSelector? Selector { get; init; }
}

/// <summary>Whether a claim is bound.</summary>
public sealed record PersistentVolumeClaimStatus
{
    internal static readonly PersistentVolumeClaimStatus Empty = new();

    /// <summary><c>Pending</c>, <c>Bound</c> or <c>Lost</c>.</summary>
    public string? Phase { get; init; }

    public IReadOnlyDictionary<string, Quantity> Capacity { get; init => field = value.OrEmpty(); } = Quantities.None;

    public IReadOnlyList<Condition> Conditions { get; init => field = value.OrEmpty(); } = [];
}
