namespace Kaos.Kubernetes.Models;

/// <summary>The outside addresses that a Service or an Ingress was given.</summary>
public sealed record BalancedStatus
{
    internal static readonly BalancedStatus Empty = new();

    public LoadBalancerAddresses? LoadBalancer { get; init; }
}

/// <summary>The addresses of a load balancer; none while it is being made.</summary>
public sealed record LoadBalancerAddresses
{
    public IReadOnlyList<LoadBalancerAddress> Ingress { get; init => field = value.OrEmpty(); } = [];
}

/// <summary>One address, by number or by name.</summary>
public sealed record LoadBalancerAddress
{
    public string? Ip { get; init; }

    public string? Hostname { get; init; }
}
