using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>A Service.</summary>
public sealed record Service : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "v1";

    [JsonIgnore]
    public string Kind => "Service";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public ServiceSpec Spec { get; init => field = value ?? ServiceSpec.Empty; } = ServiceSpec.Empty;

    public BalancedStatus Status { get; init => field = value ?? BalancedStatus.Empty; } = BalancedStatus.Empty;
}

/// <summary>Which pods a Service reaches, and how.</summary>
public sealed record ServiceSpec
{
    internal static readonly ServiceSpec Empty = new();

    /// <summary>
    /// <c>ClusterIP</c> (also when null), <c>NodePort</c>, <c>LoadBalancer</c> or <c>ExternalName</c>.
    /// </summary>
    public string? Type { get; init; }

    /// <summary><c>None</c> for headless Services.</summary>
    public string? ClusterIP { get; init; }

    /// <summary>Empty: somebody else writes the endpoints.</summary>
    public IReadOnlyDictionary<string, string> Selector { get; init => field = value.OrEmpty(); } = StringMap.Empty;

    public IReadOnlyList<ServicePort> Ports { get; init => field = value.OrEmpty(); } = [];

    public string? ExternalName { get; init; }

    public bool PublishNotReadyAddresses { get; init; }

    /// <summary>Who is to make the load balancer; null leaves it to the cluster's default.</summary>
    public string? LoadBalancerClass { get; init; }
}

/// <summary>A port of a Service and where it leads.</summary>
public sealed record ServicePort
{
    public string? Name { get; init; }

    public int Port { get; init; }

    /// <summary>The Service's own port number when null.</summary>
    public IntOrString? TargetPort { get; init; }

    public int? NodePort { get; init; }

    /// <summary><c>TCP</c> when null.</summary>
    public string? Protocol { get; init; }
}
