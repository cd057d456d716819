using System.Net;

namespace Kaos.Kubernetes.Models;

/// <summary>Questions about IP addresses as texts. Nothing is looked up; what is no address answers false.</summary>
public static class NetworkAddress
{
    // RFC 1918, shared space (RFC 6598), loopback and link-local, and their like of version 6.
    private static readonly string[] Private =
    [
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "fc00::/7",
        "fe80::/10", "::1/128",
    ];

    /// <summary>Whether the text is an address and no name.</summary>
    public static bool Is(string text) => IPAddress.TryParse(text, out _);

    /// <summary>Whether the address belongs to no one on the internet.</summary>
    public static bool IsPrivate(string address) => Private.Any(range => IsIn(range, address));

    /// <param name="cidr">Such as <c>10.0.0.0/8</c>.</param>
    public static bool IsIn(string cidr, string address) =>
        IPNetwork.TryParse(cidr, out var range) && IPAddress.TryParse(address, out var parsed) &&
            range.Contains(parsed);
}
