using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>A ConfigMap.</summary>
public sealed record ConfigMap : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "v1";

    [JsonIgnore]
    public string Kind => "ConfigMap";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public IReadOnlyDictionary<string, string> Data { get; init => field = value.OrEmpty(); } = StringMap.Empty;

    /// <summary>Base64 values by key.</summary>
    public IReadOnlyDictionary<string, string> BinaryData { get; init => field = value.OrEmpty(); } = StringMap.Empty;

    public bool? Immutable { get; init; }
}
