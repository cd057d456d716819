using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>The addresses behind a Service, in the old form.</summary>
public sealed record Endpoints : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "v1";

    [JsonIgnore]
    public string Kind => "Endpoints";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public IReadOnlyList<EndpointSubset> Subsets { get; init => field = value.OrEmpty(); } = [];
}

/// <summary>Addresses that share a set of ports.</summary>
public sealed record EndpointSubset
{
    public IReadOnlyList<EndpointAddress> Addresses { get; init => field = value.OrEmpty(); } = [];

    public IReadOnlyList<EndpointAddress> NotReadyAddresses { get; init => field = value.OrEmpty(); } = [];

    public IReadOnlyList<EndpointPort> Ports { get; init => field = value.OrEmpty(); } = [];
}

/// <summary>One address and the pod behind it.</summary>
public sealed record EndpointAddress
{
    [JsonPropertyName("ip")]
    public string Ip { get; init => field = value ?? ""; } = "";

    public string? NodeName { get; init; }

    public ObjectReference? TargetRef { get; init; }
}

/// <summary>A port by name and number.</summary>
public sealed record EndpointPort
{
    public string? Name { get; init; }

    public int? Port { get; init; }

    public string? Protocol { get; init; }
}
