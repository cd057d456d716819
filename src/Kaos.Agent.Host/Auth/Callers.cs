using System.Collections.Frozen;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Kaos.Contracts;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.Auth;

/// <summary>
/// Settles who is calling (design section 9). Credentials that do not fit are never replaced by the loopback's trust.
/// </summary>
internal sealed class Callers(IOptions<AuthOptions> options)
{
    /// <summary>The person at this machine: everything but promoting.</summary>
    public static readonly Principal LocalPerson =
        new("local", PrincipalKind.Person, [Role.Viewer, Role.Operator, Role.Approver, Role.Admin], ["*"]);

    /// <summary>Each of these says that somebody else's request was passed on.</summary>
    private static readonly string[] ProxyHeaders =
        ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP"];

    private readonly bool trustLoopback = options.Value.Loopback == LoopbackTrusts.LocalAdmin;

    // Found by hash: how long that takes says nothing about a key.
    private readonly FrozenDictionary<string, Principal> byHash =
        (options.Value.KeysFile is { } path ? KeyFile.Read(path) : [])
            .ToFrozenDictionary(static entry => entry.Sha256, static entry => entry.Principal, StringComparer.Ordinal);

    /// <summary>Null: a stranger.</summary>
    public Principal? Find(HttpContext http)
    {
        if (http.Request.Headers.Authorization is [{ } credentials, ..])
        {
            const string scheme = "Bearer ";
            return credentials.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
                ? byHash.GetValueOrDefault(Hash(credentials[scheme.Length..].Trim()))
                : null;
        }

        return trustLoopback && IsLocal(http) ? LocalPerson : null;
    }

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    // The connection decides, never a header. A proxy on this machine passes on strangers; a web page can make a
    // browser
    // on this machine call us, by a name of its own (DNS rebinding) or from its own origin.
    private static bool IsLocal(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address
        && IPAddress.IsLoopback(address)
        && !ProxyHeaders.Any(http.Request.Headers.ContainsKey)
        && IsLoopbackName(http.Request.Host.Host)
        && (http.Request.Headers.Origin is not [{ } origin, ..] || IsOwnOrigin(origin, http.Request));

    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsOwnOrigin(string origin, HttpRequest request) =>
        origin.Equals($"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);
}
