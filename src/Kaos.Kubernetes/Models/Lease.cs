using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>A lease of coordination.k8s.io: who leads, or that a node or an API server is alive.</summary>
public sealed record Lease : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "coordination.k8s.io/v1";

    [JsonIgnore]
    public string Kind => "Lease";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public LeaseSpec Spec { get; init => field = value ?? LeaseSpec.Empty; } = LeaseSpec.Empty;

    /// <summary>
    /// When it was renewed last: the newest of the holder's own word and of the server's note of its writes, so that a
    /// holder whose clock is slow is not taken for a silent one. Null when it never was.
    /// </summary>
    [JsonIgnore]
    public DateTimeOffset? Renewed => Metadata.ManagedFields.Select(entry => entry.Time)
        .Append(Spec.RenewTime ?? Spec.AcquireTime ?? Metadata.CreationTimestamp).Max();
}

/// <summary>Who holds a lease, and how long it holds without being renewed.</summary>
public sealed record LeaseSpec
{
    internal static readonly LeaseSpec Empty = new();

    /// <summary>Empty after a holder that ended properly gave it back.</summary>
    public string? HolderIdentity { get; init; }

    public int? LeaseDurationSeconds { get; init; }

    public DateTimeOffset? AcquireTime { get; init; }

    public DateTimeOffset? RenewTime { get; init; }

    /// <summary>How often it went from one holder to another.</summary>
    public int? LeaseTransitions { get; init; }
}
