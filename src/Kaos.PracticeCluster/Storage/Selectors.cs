using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Kaos.PracticeCluster.Storage;

// Label and field selectors, as predicates over raw objects.
internal static partial class Selectors
{
    public static Func<JsonObject, bool> Labels(string? selector)
    {
        if (string.IsNullOrWhiteSpace(selector))
        {
            return static _ => true;
        }

        var terms = Terms().Matches(selector).Select(match => Label(match.Value.Trim())).ToList();
        return item =>
        {
            var labels = item.Labels("metadata", "labels");
            return terms.TrueForAll(term => term(labels));
        };
    }

    public static Func<JsonObject, bool> Fields(string? selector)
    {
        if (string.IsNullOrWhiteSpace(selector))
        {
            return static _ => true;
        }

        var terms = selector.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Field).ToList();
        return item => terms.TrueForAll(term => term(item));
    }

    // A metav1.LabelSelector against labels; an empty selector matches everything, an absent one nothing.
    public static bool Matches(JsonNode? selector, IReadOnlyDictionary<string, string> labels)
    {
        if (selector is not JsonObject)
        {
            return false;
        }

        foreach (var (key, value) in selector.Labels("matchLabels"))
        {
            if (labels.GetValueOrDefault(key) != value)
            {
                return false;
            }
        }

        return selector.Items("matchExpressions").All(expression => Expression(expression, labels));
    }

    // The plain map of a Service: empty selects nothing.
    public static bool MatchesMap(JsonNode? map, IReadOnlyDictionary<string, string> labels) =>
        map is JsonObject { Count: > 0 } && map.Labels().All(pair => labels.GetValueOrDefault(pair.Key) == pair.Value);

    // As the scale subresource writes it.
    public static string Text(JsonNode? selector) =>
        string.Join(',', selector.Labels("matchLabels").OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}={pair.Value}"));

    private static bool Expression(JsonObject expression, IReadOnlyDictionary<string, string> labels)
    {
        var found = labels.TryGetValue(expression.Text("key"), out var value);
        var within = found && expression.At("values") is JsonArray values && values.Any(item => item.Text() == value);
        return expression.Text("operator") switch
        {
            "In" => within,
            "NotIn" => !within,
            "Exists" => found,
            _ => !found,
        };
    }

    private static Func<IReadOnlyDictionary<string, string>, bool> Label(string term)
    {
        if (SetTerm().Match(term) is { Success: true } set)
        {
            var key = set.Groups["key"].Value;
            var values = set.Groups["values"].Value.Split(',', StringSplitOptions.TrimEntries)
                .ToHashSet(StringComparer.Ordinal);
            return set.Groups["how"].Value == "in"
                ? labels => labels.TryGetValue(key, out var value) && values.Contains(value)
                : labels => !labels.TryGetValue(key, out var value) || !values.Contains(value);
        }

        if (term.Split("!=", 2) is [var other, var unwanted])
        {
            return labels => labels.GetValueOrDefault(other.Trim()) != unwanted.Trim();
        }

        if (term.Replace("==", "=", StringComparison.Ordinal).Split('=', 2) is [var name, var wanted])
        {
            return labels => labels.GetValueOrDefault(name.Trim()) == wanted.Trim();
        }

        return term.StartsWith('!')
            ? labels => !labels.ContainsKey(term[1..].Trim())
            : labels => labels.ContainsKey(term);
    }

    private static Func<JsonObject, bool> Field(string term)
    {
        var negative = term.Contains("!=", StringComparison.Ordinal);
        var parts = negative ? term.Split("!=", 2) : term.Replace("==", "=", StringComparison.Ordinal).Split('=', 2);
        if (parts.Length != 2)
        {
            throw ApiFailure.BadRequest($"invalid selector: '{term}'; can't understand '{term}'");
        }

        var path = parts[0].Trim().Split('.');
        var wanted = parts[1].Trim();
        return item => (Read(item, path) == wanted) != negative;
    }

    // Events carry their reporter in one of two places; spec.unschedulable is false when absent.
    private static string Read(JsonObject item, string[] path)
    {
        var value = item.Text(path);
        return value.Length > 0 ? value : path switch
        {
            ["source"] or ["reportingComponent"] => item.Text("source", "component"),
            ["spec", "unschedulable"] => "false",
            ["regarding", ..] => item.Text(["involvedObject", .. path[1..]]),
            _ => "",
        };
    }

    [GeneratedRegex(@"[^,(]+(\([^)]*\))?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Terms();

    [GeneratedRegex(@"^(?<key>\S+)\s+(?<how>in|notin)\s*\((?<values>[^)]*)\)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SetTerm();
}
