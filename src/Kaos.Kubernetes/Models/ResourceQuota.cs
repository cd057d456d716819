using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>A ceiling on what a namespace may use.</summary>
public sealed record ResourceQuota : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "v1";

    [JsonIgnore]
    public string Kind => "ResourceQuota";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public ResourceQuotaSpec Spec { get; init => field = value ?? ResourceQuotaSpec.Empty; } = ResourceQuotaSpec.Empty;

    public ResourceQuotaStatus Status { get; init => field = value ?? ResourceQuotaStatus.Empty; } =
        ResourceQuotaStatus.Empty;
}

/// <summary>The ceiling.</summary>
public sealed record ResourceQuotaSpec
{
    internal static readonly ResourceQuotaSpec Empty = new();

    /// <summary>By resource, as in <c>requests.memory</c> or <c>pods</c>.</summary>
    public IReadOnlyDictionary<string, Quantity> Hard { get; init => field = value.OrEmpty(); } = Quantities.None;

    public IReadOnlyList<string> Scopes { get; init => field = value.OrEmpty(); } = [];
}

/// <summary>The ceiling in force, and what is used.</summary>
public sealed record ResourceQuotaStatus
{
    internal static readonly ResourceQuotaStatus Empty = new();

    public IReadOnlyDictionary<string, Quantity> Hard { get; init => field = value.OrEmpty(); } = Quantities.None;

    public IReadOnlyDictionary<string, Quantity> Used { get; init => field = value.OrEmpty(); } = Quantities.None;
}
