using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>A volume of the cluster.</summary>
public sealed record PersistentVolume : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "v1";

    [JsonIgnore]
    public string Kind => "PersistentVolume";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public PersistentVolumeSpec Spec { get; init => field = value ?? PersistentVolumeSpec.Empty; } =
        PersistentVolumeSpec.Empty;

    public PersistentVolumeStatus Status { get; init => field = value ?? PersistentVolumeStatus.Empty; } =
        PersistentVolumeStatus.Empty;
}

/// <summary>What a volume offers.</summary>
public sealed record PersistentVolumeSpec
{
    internal static readonly PersistentVolumeSpec Empty = new();

    public IReadOnlyDictionary<string, Quantity> Capacity { get; init => field = value.OrEmpty(); } = Quantities.None;

    public IReadOnlyList<string> AccessModes { get; init => field = value.OrEmpty(); } = [];

    public ObjectReference? ClaimRef { get; init; }

    public string? StorageClassName { get; init; }

    public string? PersistentVolumeReclaimPolicy { get; init; }

    /// <summary>The nodes from which the volume can be reached, as the API has them.</summary>
    public RawJson NodeAffinity { get; init; }
}

/// <summary>Whether a volume is bound.</summary>
public sealed record PersistentVolumeStatus
{
    internal static readonly PersistentVolumeStatus Empty = new();

    /// <summary><c>Available</c>, <c>Bound</c>, <c>Released</c> or <c>Failed</c>.</summary>
    public string? Phase { get; init; }

    public string? Reason { get; init; }

    public string? Message { get; init; }
}
