using System.Collections.Immutable;
using System.Globalization;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Desk.Requests;

/// <summary>
/// The arguments of an action as a sentence gives them, in its own spelling: images have capitals in their tags. Pure.
/// </summary>
internal static class WishParameters
{
    private static readonly string[] Numbers =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    /// <param name="used">The tokens that are values, and so name no object.</param>
    public static ImmutableSortedDictionary<string, string> Of(
        string action, string text, out IReadOnlySet<string> used)
    {
        if (action == ActionNames.Exec && CommandAt(text) is > 0 and var at)
        {
            // What is run names no object; what is named before it does.
            used = IntakeWords.Of(text[at..]).Except(IntakeWords.Of(text[..at])).ToHashSet(StringComparer.Ordinal);
            return ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal)
                .Add("command", text[at..].Trim());
        }

        var tokens = Tokens(text);
        var values = new HashSet<string>(StringComparer.Ordinal);
        var with = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value, token) in Read(action, tokens))
        {
            if (with.TryAdd(name, value))
            {
                values.Add(token.ToLowerInvariant());
            }
        }

        used = values;
        return with.ToImmutable();
    }

    /// <summary>An image with its tag or digest: something before a colon, and no port of a host.</summary>
    public static bool IsImage(string word) => word.LastIndexOf(':') is > 0 and var colon && colon < word.Length - 1
        && word.AsSpan(0, colon).ContainsAnyInRange('a', 'z') && !word.Contains("://", StringComparison.Ordinal)
        && !word.Contains('=');

    private static IEnumerable<(string Name, string Value, string Token)> Read(
        string action, IReadOnlyList<string> tokens) => action switch
        {
            ActionNames.Scale => Replicas(tokens),
            ActionNames.SetImage => Image(tokens).Concat(After(tokens, "container", "container")),
            ActionNames.PatchResources => Resources(tokens).Concat(After(tokens, "container", "container")),
            ActionNames.PatchAutoscaler => Bounds(tokens),
            ActionNames.ExpandVolumeClaim => Amounts(tokens).Select(amount => ("size", amount, amount)),
            ActionNames.RollbackRevision =>
                After(tokens, "revision", "revision").Where(one => int.TryParse(one.Value, out _)),
            ActionNames.Label => Pairs(tokens, withEffect: false),
            ActionNames.Taint or ActionNames.Untaint => Pairs(tokens, withEffect: true),
            _ => [],
        };

    // "exec in pod till-0: cat /etc/hosts", and kubectl's "exec till-0 -- cat /etc/hosts".
    private static int CommandAt(string text)
    {
        var dashes = text.IndexOf(" -- ", StringComparison.Ordinal);
        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        return dashes >= 0 &&
            (colon < 0 || dashes < colon) ? dashes + " -- ".Length : colon >= 0 ? colon + ": ".Length : -1;
    }

    // "to 3", "3 replicas", "--replicas=3", "replicas to three"; twice and half of what there is.
    private static IEnumerable<(string, string, string)> Replicas(IReadOnlyList<string> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            var before = i > 0 ? tokens[i - 1].ToLowerInvariant() : "";
            var after = i + 1 < tokens.Count ? tokens[i + 1].ToLowerInvariant() : "";
            var number = tokens[i].StartsWith("--replicas=", StringComparison.Ordinal)
                ? tokens[i]["--replicas=".Length..]
                : Number(tokens[i]);
            var isMeant = number != tokens[i] && number is not null && tokens[i]
                .StartsWith("--", StringComparison.Ordinal)
                || before is "to" or "at" or "replicas" or "--replicas" or "it" || after is "replica" or "replicas"
                    or "pods" or "instances" or "copies";
            if (number is not null && (before == "by" || after is "more" or "fewer" or "less"))
            {
                // Added to, or taken from, as many as there are when it is planned.
                yield return ("replicas",
                    $"{(after is "fewer" or "less" || tokens.Any(IsDownwards) ? '-' : '+')}{number}", tokens[i]);
            }
            else if (number is not null && isMeant)
            {
                yield return ("replicas", number, tokens[i]);
            }

            if (tokens[i].ToLowerInvariant() is "double" or "halve")
            {
                yield return ("replicas", tokens[i].StartsWith('d') ||
                    tokens[i].StartsWith('D') ? "200%" : "50%", tokens[i]);
            }
        }
    }

    private static bool IsDownwards(string token) =>
        token.ToLowerInvariant() is "down" or "decrease" or "reduce" or "lower" or "shrink" or "fewer";

    private static IEnumerable<(string, string, string)> Image(IReadOnlyList<string> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            // kubectl's form: container=image.
            if (tokens[i].IndexOf('=') is > 0 and var equals && IsImage(tokens[i][(equals + 1)..].ToLowerInvariant()))
            {
                yield return ("image", tokens[i][(equals + 1)..], tokens[i]);
                yield return ("container", tokens[i][..equals], tokens[i]);
            }
            else if (IsImage(tokens[i].ToLowerInvariant()) ||
                (i > 0 && tokens[i - 1].ToLowerInvariant() is "to" or "version" or "tag" &&
                    tokens[i].Any(char.IsDigit)))
            {
                yield return ("image", tokens[i], tokens[i]);
            }
        }
    }

    private static IEnumerable<(string, string, string)> Resources(IReadOnlyList<string> tokens)
    {
        var words = tokens.Select(token => token.ToLowerInvariant()).ToArray();
        var resource = words.Contains("cpu") ? "cpu" : "memory";
        var part = words.Any(word => word.StartsWith("request", StringComparison.Ordinal)) ? "Request" : "Limit";
        return Amounts(tokens).Select(amount => (resource + part, amount, amount));
    }

    private static IEnumerable<(string, string, string)> Bounds(IReadOnlyList<string> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            var bound = tokens[i].ToLowerInvariant() switch
            {
                "maxreplicas" or "max" or "maximum" => "maxReplicas",
                "minreplicas" or "min" or "minimum" => "minReplicas",
                _ => null,
            };
            if (bound is not null && tokens.Skip(i + 1).FirstOrDefault(token => Number(token) is not null) is { } value)
            {
                yield return (bound, Number(value)!, value);
            }
        }
    }

    private static IEnumerable<string> Amounts(IReadOnlyList<string> tokens) => tokens.Where((token, i) =>
        char.IsDigit(token[0]) &&
            (i > 0 && tokens[i - 1].Equals("to", StringComparison.OrdinalIgnoreCase) || !token.All(char.IsDigit))
        && (token.EndsWith('%') || Quantity.TryParse(token, out _)));

    private static IEnumerable<(string, string, string)> Pairs(IReadOnlyList<string> tokens, bool withEffect)
    {
        foreach (var token in tokens)
        {
            if (token.IndexOf('=') is > 0 and var equals)
            {
                var colon = withEffect ? token.IndexOf(':', equals) : -1;
                yield return ("key", token[..equals], token);
                yield return ("value", colon < 0 ? token[(equals + 1)..] : token[(equals + 1)..colon], token);
                if (colon > 0)
                {
                    yield return ("effect", token[(colon + 1)..], token);
                }
            }
            else if (withEffect && token.IndexOf(':') is > 0 and var mark &&
                token.AsSpan(mark + 1).TrimEnd('-') is "NoSchedule" or "PreferNoSchedule" or "NoExecute")
            {
                yield return ("key", token[..mark], token);
                yield return ("effect", token[(mark + 1)..].TrimEnd('-'), token);
            }
        }
    }

    private static IEnumerable<(string Name, string Value, string Token)> After(
        IReadOnlyList<string> tokens, string word, string name)
    {
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            if (tokens[i].Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                yield return (name, tokens[i + 1], tokens[i + 1]);
            }
            else if (tokens[i].StartsWith("--to-" + word + "=", StringComparison.Ordinal))
            {
                yield return (name, tokens[i][(word.Length + 6)..], tokens[i]);
            }
        }
    }

    private static string? Number(string token) =>
        int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? token
        : Array.IndexOf(Numbers, token.ToLowerInvariant()) is >= 0 and var number
            ? number.ToString(CultureInfo.InvariantCulture)
            : null;

    private static string[] Tokens(string text) =>
    [
        .. text.Split(
            [' ', '\t', '\n', '\r', ',', ';', '"', '\'', '`', '(', ')'], StringSplitOptions.RemoveEmptyEntries)
            .Select(token => token.TrimEnd('.', '!', '?', ':')).Where(token => token.Length > 0),
    ];
}
