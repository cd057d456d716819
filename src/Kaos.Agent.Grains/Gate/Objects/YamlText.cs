using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Kaos.Agent.Grains.Gate.Objects;

/// <summary>An object as a person knows it: YAML without what the server keeps for itself. Only for reading.</summary>
internal static partial class YamlText
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    private static readonly string[] ServerOnly =
        ["managedFields", "resourceVersion", "uid", "generation", "creationTimestamp", "selfLink"];

    public static string Of(JsonObject live)
    {
        var shown = (JsonObject)live.DeepClone();
        shown.Remove("status");
        if (shown["metadata"] is JsonObject metadata)
        {
            foreach (var name in ServerOnly)
            {
                metadata.Remove(name);
            }

            (metadata["annotations"] as JsonObject)?.Remove(LastApplied);
        }

        var text = new StringBuilder();
        Map(text, shown, 0);
        return text.ToString();
    }

    /// <summary>Fields as lines of their own, from the first column.</summary>
    public static string Lines(JsonObject fields)
    {
        var text = new StringBuilder();
        Map(text, fields, 0);
        return text.ToString();
    }

    private static void Map(StringBuilder text, JsonObject map, int indent)
    {
        foreach (var (key, value) in map)
        {
            text.Append(' ', indent).Append(Scalar(key)).Append(':');
            Value(text, value, indent);
        }
    }

    private static void Value(StringBuilder text, JsonNode? value, int indent)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } map:
                text.Append('\n');
                Map(text, map, indent + 2);
                break;
            case JsonArray { Count: > 0 } list:
                text.Append('\n');
                List(text, list, indent);
                break;
            case JsonValue scalar when scalar.TryGetValue<string>(out var words) && words.Contains('\n'):
                Block(text, words, indent + 2);
                break;
            default:
                text.Append(' ').Append(Inline(value)).Append('\n');
                break;
        }
    }

    private static void List(StringBuilder text, JsonArray list, int indent)
    {
        foreach (var item in list)
        {
            if (item is JsonObject { Count: > 0 } map)
            {
                var inner = new StringBuilder();
                Map(inner, map, indent + 2);
                inner[indent] = '-';
                text.Append(inner);
            }
            else
            {
                text.Append(' ', indent).Append('-');
                Value(text, item, indent);
            }
        }
    }

    private static void Block(StringBuilder text, string words, int indent)
    {
        text.Append(words.EndsWith('\n') ? " |\n" : " |-\n");
        foreach (var line in words.TrimEnd('\n').Split('\n'))
        {
            text.Append(' ', line.Length == 0 ? 0 : indent).Append(line).Append('\n');
        }
    }

    private static string Inline(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        JsonValue scalar when scalar.TryGetValue<string>(out var words) => Scalar(words),
        _ => value.ToJsonString(),
    };

    /// <summary>Words as they stand in YAML: plain, or in quotes where they would be read as something else.</summary>
    public static string Scalar(string words) =>
        Plain().IsMatch(words) && !Ambiguous().IsMatch(words) ? words : JsonValue.Create(words).ToJsonString();

    [GeneratedRegex(@"^[A-Za-z0-9_./$(][A-Za-z0-9_./@=+$() %,-]*(:[A-Za-z0-9_./@=+$()%,-]+)*$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Plain();

    [GeneratedRegex(@"^(true|false|yes|no|on|off|null|~|[+-]?[0-9][0-9_.eE+-]*|.*\s)$",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Ambiguous();
}
