using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>The identity of pods.</summary>
public sealed record ServiceAccount : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "v1";

    [JsonIgnore]
    public string Kind => "ServiceAccount";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public IReadOnlyList<LocalReference> ImagePullSecrets { get; init => field = value.OrEmpty(); } = [];

    public bool? AutomountServiceAccountToken { get; init; }
}
