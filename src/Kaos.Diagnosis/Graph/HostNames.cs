using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Graph;

/// <summary>Finds the Services, and the hosts outside the cluster, that a text names.</summary>
internal static class HostNames
{
    private static readonly string[] HostLike =
        ["HOST", "URL", "URI", "ADDR", "ENDPOINT", "SERVER", "DSN", "BROKER", "SERVICE", "UPSTREAM", "PEER", "TARGET",
            "BACKEND"];

    /// <summary>The kind under which a host outside the cluster stands in the graph; no API object.</summary>
    public const string OutsideKind = "Host";

    private const int LongestText = 20_000;

    /// <param name="name">What bears the text; a bare word is a host only under a name that says so.</param>
    public static IEnumerable<ObjectRef> In(WorldIndex index, string @namespace, string name, string text)
    {
        var isHost = HostLike.Any(h => name.Contains(h, StringComparison.OrdinalIgnoreCase));
        foreach (var (token, isAddress) in Tokens(text.Length > LongestText ? text[..LongestText] : text))
        {
            if (Service(index, @namespace, token, isHost || isAddress) is { } service)
            {
                yield return service.Ref();
            }
        }
    }

    /// <summary>
    /// Hosts outside the cluster, as leaves of the graph: what follows <c>//</c> or <c>@</c> or is all of a host's
    /// setting.
    /// </summary>
    public static IEnumerable<ObjectRef> Outside(WorldIndex index, string @namespace, string name, string text)
    {
        var isHost = HostLike.Any(h => name.Contains(h, StringComparison.OrdinalIgnoreCase));
        foreach (var (token, isAddress) in Tokens(text.Length > LongestText ? text[..LongestText] : text))
        {
            if ((isAddress || (isHost && token.Length == text.Trim().Length)) && IsOutside(token) &&
                Service(index, @namespace, token, bareWordCounts: true) is null)
            {
                yield return Refs.Of(OutsideKind, null, token);
            }
        }
    }

    /// <summary>Every word that stands where a host stands, whether or not anybody has that name.</summary>
    public static IEnumerable<string> Candidates(string name, string text)
    {
        var isHost = HostLike.Any(h => name.Contains(h, StringComparison.OrdinalIgnoreCase));
        return Tokens(text.Length > LongestText ? text[..LongestText] : text)
            .Where(t => t.IsAddress || (isHost && t.Token.Length == text.Trim().Length))
            .Select(t => t.Token);
    }

    // A public name: small letters, a last label that is no number, and none that only a cluster or one machine knows.
    private static bool IsOutside(string token)
    {
        var labels = token.Split('.');
        return labels.Length > 1 && !token.Any(char.IsAsciiLetterUpper) && labels.All(l => l.Length > 0) &&
            labels[^1].Length > 1 && labels[^1].All(char.IsAsciiLetterLower) &&
            labels[^1] is not ("svc" or "local" or "localhost" or "localdomain" or "cluster") &&
                !labels.Contains("svc");
    }

    private static Service? Service(WorldIndex index, string ns, string token, bool bareWordCounts)
    {
        var labels = token.Split('.');
        if (labels.Length == 1)
        {
            return bareWordCounts ? index.Objects.Find<Service>(ns, labels[0]) : null;
        }

        // web.shop, web.shop.svc…, or a pod's own name before that: db-0.db.shop.svc…
        return Qualified(index, labels, 0) ?? (labels.Length > 2 ? Qualified(index, labels, 1) : null) ??
            (labels.Length == 2 && bareWordCounts ? index.Objects.Find<Service>(ns, labels[1]) : null);
    }

    private static Service? Qualified(WorldIndex index, string[] labels, int at) =>
        labels.Length == at + 2 || (labels.Length > at + 2 && labels[at + 2] == "svc")
            ? index.Objects.Find<Service>(labels[at + 1], labels[at])
            : null;

    // An address is what follows "//" or "@", or what a port number follows.
    private static IEnumerable<(string Token, bool IsAddress)> Tokens(string text)
    {
        var i = 0;
        while (i < text.Length)
        {
            if (!IsNamePart(text[i]))
            {
                i++;
                continue;
            }

            var start = i;
            while (i < text.Length && IsNamePart(text[i]))
            {
                i++;
            }

            var led = start > 0 &&
                (text[start - 1] == '@' || (start > 1 && text[start - 1] == '/' && text[start - 2] == '/'));
            var followed = i + 1 < text.Length && text[i] == ':' && char.IsAsciiDigit(text[i + 1]);
            var token = text[start..i].Trim('.', '-');
            if (token.Length is > 0 and <= 253)
            {
                yield return (token, led || followed);
            }
        }
    }

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.';
}
