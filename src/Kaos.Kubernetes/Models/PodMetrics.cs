using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>What a pod used lately.</summary>
public sealed record PodMetrics : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "metrics.k8s.io/v1beta1";

    [JsonIgnore]
    public string Kind => "PodMetrics";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    /// <summary>End of the window.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Length of the window as a Go duration, such as <c>15s</c>.</summary>
    public string? Window { get; init; }

    public IReadOnlyList<ContainerMetrics> Containers { get; init => field = value.OrEmpty(); } = [];
}

/// <summary>What a container used lately.</summary>
public sealed record ContainerMetrics
{
    public string Name { get; init => field = value ?? ""; } = "";

    public IReadOnlyDictionary<string, Quantity> Usage { get; init => field = value.OrEmpty(); } = Quantities.None;
}
