using System.Text.Json.Serialization;
using Kaos.Kubernetes.Json;

namespace Kaos.Kubernetes.Models;

/// <summary>A pod: what was asked for and what the kubelet says of it.</summary>
public sealed record Pod : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "v1";

    [JsonIgnore]
    public string Kind => "Pod";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public PodSpec Spec { get; init => field = value ?? PodSpec.Empty; } = PodSpec.Empty;

    public PodStatus Status { get; init => field = value ?? PodStatus.Empty; } = PodStatus.Empty;
}

/// <summary>The labels and spec from which a controller makes pods.</summary>
public sealed record PodTemplate
{
    internal static readonly PodTemplate Empty = new();

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public PodSpec Spec { get; init => field = value ?? PodSpec.Empty; } = PodSpec.Empty;
}

/// <summary>A reference to an object of a known kind in the same namespace.</summary>
public sealed record LocalReference
{
    [JsonConverter(typeof(InternedStringConverter))]
    public string Name { get; init => field = value ?? ""; } = "";
}
