using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>An Ingress.</summary>
public sealed record Ingress : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "networking.k8s.io/v1";

    [JsonIgnore]
    public string Kind => "Ingress";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public IngressSpec Spec { get; init => field = value ?? IngressSpec.Empty; } = IngressSpec.Empty;

    public BalancedStatus Status { get; init => field = value ?? BalancedStatus.Empty; } = BalancedStatus.Empty;
}

/// <summary>Hosts and paths, and the Services behind them.</summary>
public sealed record IngressSpec
{
    internal static readonly IngressSpec Empty = new();

    public string? IngressClassName { get; init; }

    public IngressBackend? DefaultBackend { get; init; }

    public IReadOnlyList<IngressRule> Rules { get; init => field = value.OrEmpty(); } = [];

    public IReadOnlyList<IngressTls> Tls { get; init => field = value.OrEmpty(); } = [];
}

/// <summary>The paths of a host.</summary>
public sealed record IngressRule
{
    /// <summary>Null matches every host.</summary>
    public string? Host { get; init; }

    public IngressPaths? Http { get; init; }
}

/// <summary>The paths of a rule.</summary>
public sealed record IngressPaths
{
    public IReadOnlyList<IngressPath> Paths { get; init => field = value.OrEmpty(); } = [];
}

/// <summary>One path and its backend.</summary>
public sealed record IngressPath
{
    public string? Path { get; init; }

    public string? PathType { get; init; }

    public IngressBackend? Backend { get; init; }
}

/// <summary>Where a path leads.</summary>
public sealed record IngressBackend
{
    public IngressServiceBackend? Service { get; init; }
}

/// <summary>A Service and one of its ports.</summary>
public sealed record IngressServiceBackend
{
    public string Name { get; init => field = value ?? ""; } = "";

    public EndpointPortRef? Port { get; init; }
}

/// <summary>A Service port by name or by number.</summary>
public sealed record EndpointPortRef
{
    public string? Name { get; init; }

    public int? Number { get; init; }
}

/// <summary>Hosts and the Secret that holds their certificate.</summary>
public sealed record IngressTls
{
    public IReadOnlyList<string> Hosts { get; init => field = value.OrEmpty(); } = [];

    public string? SecretName { get; init; }
}
