using System.Net;
using System.Net.Sockets;

namespace Kaos.A2A.Push;

/// <summary>Which addresses a webhook may have. Pure.</summary>
public static class PushTargets
{
    /// <summary>
    /// Networks that are nobody's on the internet: this host, private, shared, link-local, test, multicast, reserved.
    /// </summary>
    private static readonly IPNetwork[] Closed =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/4", "240.0.0.0/4", "::/127", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23",
            "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>Whether an address is on the open internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6 &&
            !Array.Exists(Closed, network => network.Contains(plain));
    }

    /// <summary>
    /// Why a webhook is refused when it is registered, or null. Names are not resolved: what they stand for is
    /// checked at
    /// every call, because it may change.
    /// </summary>
    public static string? Refusal(string url, PushNotificationOptions options)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var target) || target.Scheme is not ("http" or "https"))
        {
            return "must be an absolute http or https address";
        }

        if (target.Scheme is "http" && !options.AllowHttp)
        {
            return "must be https";
        }

        if (target.UserInfo.Length > 0)
        {
            return "must not hold credentials; use authentication";
        }

        var isClosed = IPAddress.TryParse(target.IdnHost, out var address)
            ? !IsPublic(address)
            : target.IdnHost is "localhost" ||
                target.IdnHost.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
        return isClosed && !options.AllowPrivateAddresses ? "must be a public address" : null;
    }
}
