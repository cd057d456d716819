using System.Globalization;
using Kaos.A2A.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Kaos.A2A.Hosting;

/// <summary>Version and extensions of a call, from its headers or query.</summary>
internal static class CallNegotiation
{
    public const string VersionHeader = "A2A-Version";
    public const string ExtensionsHeader = "A2A-Extensions";
    private const string OldExtensionsHeader = "X-A2A-Extensions";

    /// <summary>Major.Minor as asked for; null when nothing was asked for. The patch number does not matter.</summary>
    public static string? RequestedVersion(HttpRequest request)
    {
        var text = request.Headers[VersionHeader].ToString().Trim();
        if (text is ProtocolVersions.V1 or ProtocolVersions.V03)
        {
            return text;
        }

        if (text.Length == 0)
        {
            text = request.Query[VersionHeader].ToString().Trim();
        }

        if (text.Length == 0)
        {
            return null;
        }

        var numbers = text.Split('.');
        return numbers.Length is 2 or 3 && Array.TrueForAll(numbers, IsNumber) ? $"{numbers[0]}.{numbers[1]}" : text;
    }

    /// <summary>The version served to a call of a 1.0 operation.</summary>
    /// <exception cref="A2AException">Another version, or none where one is needed.</exception>
    public static string RequireV1(string? requested, A2AOptions options) => requested switch
    {
        ProtocolVersions.V1 => ProtocolVersions.V1,
        null when options.AllowMissingVersion => ProtocolVersions.V1,
        null => throw NotSupported("The A2A-Version header is missing, which means 0.3. Send A2A-Version: 1.0."),
        _ => throw NotSupported("This protocol version is not served here. Send A2A-Version: 1.0."),
    };

    public static A2AException NotSupported(string message) => new(message, A2AErrorCode.VersionNotSupported);

    /// <summary>Context of a call; also promises the active extensions in the reply's header.</summary>
    public static A2ACallContext Context(
        HttpContext http, AgentCard card, A2AOptions options, string version, string binding)
    {
        var requested = Extensions(http.Request.Headers);
        var active = requested.Count == 0 ? [] : Active(card, requested);
        if (active.Count > 0)
        {
            var header = string.Equals(version, ProtocolVersions.V03, StringComparison.Ordinal)
                ? OldExtensionsHeader
                : ExtensionsHeader;
            http.Response.Headers[header] = string.Join(", ", active);
        }

        return new()
        {
            User = http.Features.Get<IHttpAuthenticationFeature>()?.User ?? A2ACallContext.Anonymous,
            Caller = options.ResolveCaller?.Invoke(http),
            Version = version,
            Binding = binding,
            RequestedExtensions = requested,
            ActiveExtensions = active,
            LastEventId = http.Request.Headers["Last-Event-ID"] is { Count: > 0 } id ? id.ToString() : null,
            Tenant = http.GetRouteValue("tenant") as string,
        };
    }

    private static List<string> Active(AgentCard card, IReadOnlyList<string> requested) =>
        (card.Capabilities.Extensions ?? [])
            .Select(extension => extension.Uri ?? "")
            .Where(uri => requested.Contains(uri, StringComparer.Ordinal))
            .ToList();

    private static IReadOnlyList<string> Extensions(IHeaderDictionary headers)
    {
        if (!headers.ContainsKey(ExtensionsHeader) && !headers.ContainsKey(OldExtensionsHeader))
        {
            return [];
        }

        return StringValues.Concat(headers[ExtensionsHeader], headers[OldExtensionsHeader])
            .SelectMany(value => (value ?? "").Split(
                ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Distinct(StringComparer.Ordinal)
            .ToList();
    }

    private static bool IsNumber(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
