namespace Kaos.Kubernetes.Models;

/// <summary>
/// How the kubelet asks a container whether it is alive, ready or started. Null numbers mean the API's defaults.
/// </summary>
public sealed record Probe
{
    public HttpGetAction? HttpGet { get; init; }

    public TcpSocketAction? TcpSocket { get; init; }

    public GrpcAction? Grpc { get; init; }

    public ExecAction? Exec { get; init; }

    public int? InitialDelaySeconds { get; init; }

    /// <summary>10 when null.</summary>
    public int? PeriodSeconds { get; init; }

    /// <summary>1 when null.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>3 when null.</summary>
    public int? FailureThreshold { get; init; }

    /// <summary>1 when null.</summary>
    public int? SuccessThreshold { get; init; }

    public long? TerminationGracePeriodSeconds { get; init; }
}

/// <summary>An HTTP GET that must answer with 200 to 399.</summary>
public sealed record HttpGetAction
{
    public string? Path { get; init; }

    public IntOrString Port { get; init; }

    public string? Scheme { get; init; }

    public string? Host { get; init; }
}

/// <summary>A TCP connection that must open.</summary>
public sealed record TcpSocketAction
{
    public IntOrString Port { get; init; }

    public string? Host { get; init; }
}

/// <summary>A gRPC health check that must answer SERVING.</summary>
public sealed record GrpcAction
{
    public int Port { get; init; }

    public string? Service { get; init; }
}

/// <summary>A command in the container that must exit with 0.</summary>
public sealed record ExecAction
{
    public IReadOnlyList<string> Command { get; init => field = value.OrEmpty(); } = [];
}
