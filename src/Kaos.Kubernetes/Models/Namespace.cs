using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>A namespace.</summary>
public sealed record Namespace : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "v1";

    [JsonIgnore]
    public string Kind => "Namespace";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public NamespaceStatus Status { get; init => field = value ?? NamespaceStatus.Empty; } = NamespaceStatus.Empty;
}

/// <summary>Whether a namespace is being deleted.</summary>
public sealed record NamespaceStatus
{
    internal static readonly NamespaceStatus Empty = new();

    /// <summary><c>Active</c> or <c>Terminating</c>.</summary>
    public string? Phase { get; init; }

    public IReadOnlyList<Condition> Conditions { get; init => field = value.OrEmpty(); } = [];
}
