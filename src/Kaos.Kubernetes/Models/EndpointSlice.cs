using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>Some of the addresses behind a Service.</summary>
public sealed record EndpointSlice : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "discovery.k8s.io/v1";

    [JsonIgnore]
    public string Kind => "EndpointSlice";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public string? AddressType { get; init; }

    public IReadOnlyList<Endpoint> Endpoints { get; init => field = value.OrEmpty(); } = [];

    public IReadOnlyList<EndpointPort> Ports { get; init => field = value.OrEmpty(); } = [];

    /// <summary>The Service that this slice belongs to, by its label; null when unlabelled.</summary>
    [JsonIgnore]
    public string? ServiceName => Metadata.Labels.GetValueOrDefault("kubernetes.io/service-name");
}

/// <summary>One backend of a Service.</summary>
public sealed record Endpoint
{
    public IReadOnlyList<string> Addresses { get; init => field = value.OrEmpty(); } = [];

    public EndpointConditions? Conditions { get; init; }

    public ObjectReference? TargetRef { get; init; }

    public string? NodeName { get; init; }

    public string? Zone { get; init; }
}

/// <summary>
/// Whether traffic goes to a backend; null reads as true for ready and serving, as false for terminating.
/// </summary>
public sealed record EndpointConditions
{
    public bool? Ready { get; init; }

    public bool? Serving { get; init; }

    public bool? Terminating { get; init; }
}
