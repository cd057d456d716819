using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Kaos.Agent.Grains.Gate.Repositories;

/// <summary>The edits of a YAML text, by the places that its nodes were read from. Null: not in this layout.</summary>
internal static class YamlLines
{
    public static string? Replace(string text, YamlNode parent, YamlScalarNode old, JsonValue now)
    {
        if (!old.Anchor.IsEmpty)
        {
            // What refers to it would change with it.
            return null;
        }

        var (start, end) = ((int)old.Start.Index, (int)old.End.Index);
        if (old.Style is ScalarStyle.Literal or ScalarStyle.Folded)
        {
            var indent = IndentOf(text, parent, old);
            return indent is null
                ? null
                : string.Concat(text.AsSpan(0, start), Block(now.ToString(), indent.Value), text.AsSpan(end));
        }

        var written = old.Style switch
        {
            ScalarStyle.DoubleQuoted => JsonValue.Create(now.ToString()).ToJsonString(),
            ScalarStyle.SingleQuoted when !now.ToString().Contains('\n') => $"'{now.ToString().Replace("'", "''")}'",
            _ when now.TryGetValue<string>(out var words) =>
                words.Contains('\n') ? JsonValue.Create(words).ToJsonString() : YamlText.Scalar(words),
            _ => now.ToJsonString(),
        };

        // A quoted number stays a word only where the new value is one, too.
        return old.Style is ScalarStyle.DoubleQuoted or ScalarStyle.SingleQuoted && !now.TryGetValue<string>(out _)
            ? string.Concat(text.AsSpan(0, start), now.ToJsonString(), text.AsSpan(end))
            : string.Concat(text.AsSpan(0, start), written, text.AsSpan(end));
    }

    /// <summary>Adds a key as the last of its map.</summary>
    public static string? Add(string text, YamlMappingNode map, string key, JsonNode value)
    {
        if (map.Style == MappingStyle.Flow)
        {
            var end = Close(text, map);
            var written = $"{YamlText.Scalar(key)}: {value.ToJsonString()}";
            return end < 0 ? null
                : map.Children.Count == 0 ? string.Concat(
                    text.AsSpan(0, (int)map.Start.Index), $"{{ {written} }}", text.AsSpan(end + 1))
                : string.Concat(text.AsSpan(0, end).TrimEnd(), $", {written} }}", text.AsSpan(end + 1));
        }

        if (map.Children.Count == 0)
        {
            return null;
        }

        var indent = (int)map.Children.First().Key.Start.Column - 1;
        var at = AfterLine(text, Last(text, map.Children.Last().Value, map.Children.Last().Key));
        var lines = Indented(YamlText.Lines(new JsonObject { [key] = value.DeepClone() }), indent);
        return string.Concat(
            text.AsSpan(0, at), at > 0 && text[at - 1] != '\n' ? "\n" : "", Ended(text, lines), text.AsSpan(at));
    }

    /// <summary>Removes a key with its lines; not the only one of its map, and not one that shares its line.</summary>
    public static string? Remove(string text, YamlMappingNode map, string key)
    {
        var child = map.Children.FirstOrDefault(one => (one.Key as YamlScalarNode)?.Value == key);
        if (map.Style == MappingStyle.Flow || map.Children.Count < 2 || child.Key is null)
        {
            return null;
        }

        var start = text.LastIndexOf('\n', Math.Max(0, (int)child.Key.Start.Index - 1)) + 1;
        return text.AsSpan(start, (int)child.Key.Start.Index - start).IsWhiteSpace()
            ? string.Concat(text.AsSpan(0, start), text.AsSpan(AfterLine(text, Last(text, child.Value, child.Key))))
            : null;
    }

    private static int? IndentOf(string text, YamlNode parent, YamlScalarNode block)
    {
        var content = text.IndexOf('\n', (int)block.Start.Index) + 1;
        var line = text.AsSpan(content, Math.Max(0, (int)block.End.Index - content));
        foreach (var one in line.EnumerateLines())
        {
            if (!one.IsWhiteSpace())
            {
                return one.Length - one.TrimStart(' ').Length;
            }
        }

        return parent is YamlMappingNode { Children.Count: > 0 } map
            ? (int)map.Children.First().Key.Start.Column + 1
            : null;
    }

    private static string Block(string words, int indent)
    {
        // A first line that begins with a space, or other ends than one or no line break, needs quotes to stay what it
        // is.
        if (words.Length == 0 || words[0] is ' ' or '\n' or '\t' || words.EndsWith("\n\n", StringComparison.Ordinal) ||
            words.Contains('\r'))
        {
            return JsonValue.Create(words).ToJsonString() + "\n";
        }

        return (words.EndsWith('\n') ? "|\n" : "|-\n") + Indented(words.TrimEnd('\n') + "\n", indent);
    }

    private static string Indented(string lines, int indent) => string.Concat(lines.TrimEnd('\n').Split('\n')
        .Select(line => line.Length == 0 ? "\n" : $"{new string(' ', indent)}{line}\n"));

    // The text's own line ends.
    private static string Ended(string text, string lines) =>
        text.Contains("\r\n", StringComparison.Ordinal) ? lines.Replace("\n", "\r\n") : lines;

    private static int Last(string text, YamlNode value, YamlNode key) => value switch
    {
        YamlMappingNode { Style: not MappingStyle.Flow, Children.Count: > 0 } map =>
            Last(text, map.Children.Last().Value, map.Children.Last().Key),
        YamlSequenceNode { Style: not SequenceStyle.Flow, Children.Count: > 0 } list =>
            Last(text, list.Children[^1], key),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" } => (int)key.End.Index,
        YamlMappingNode or YamlSequenceNode => Close(text, value) + 1,
        _ => (int)value.End.Index,
    };

    // Where a map or list in braces is closed, which its node does not know; negative: not found.
    private static int Close(string text, YamlNode flow) => flow switch
    {
        YamlMappingNode { Children.Count: > 0 } map =>
            text.IndexOf('}', Last(text, map.Children.Last().Value, map.Children.Last().Key)),
        YamlMappingNode => text.IndexOf('}', (int)flow.Start.Index),
        YamlSequenceNode { Children.Count: > 0 } list => text.IndexOf(']', Last(text, list.Children[^1], flow)),
        _ => text.IndexOf(']', (int)flow.Start.Index),
    };

    private static int AfterLine(string text, int at)
    {
        if (at > 0 && at <= text.Length && text[at - 1] == '\n')
        {
            return at;
        }

        var end = text.IndexOf('\n', Math.Min(at, text.Length));
        return end < 0 ? text.Length : end + 1;
    }
}
