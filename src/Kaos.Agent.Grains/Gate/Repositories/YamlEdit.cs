using System.Collections.Immutable;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Kaos.Agent.Grains.Gate.Repositories;

/// <summary>
/// Changes single fields of a YAML text in place: comments, order and layout of all the rest stay byte for byte. What
/// came out is read again, and counts only when nothing but the fields asked for has changed. Pure.
/// </summary>
internal static class YamlEdit
{
    /// <param name="document">Which document of the text, from 0.</param>
    /// <param name="root">Where in the document the paths begin; empty: at its top.</param>
    /// <returns>Null when it cannot be done without touching anything else (anchors, lists as a whole, unusual
    /// layout).</returns>
    public static string? Apply(
        string text, int document, ImmutableArray<FieldPart> root, IReadOnlyList<FieldChange> changes)
    {
        var after = text;
        foreach (var change in changes)
        {
            if (YamlJson.Documents(after) is not { } documents || document >= documents.Count
                || One(after, documents[document].RootNode, [.. root, .. change.Path], change.New) is not { } next)
            {
                return null;
            }

            after = next;
        }

        return IsOnly(text, after, document, root, changes) ? after : null;
    }

    private static string? One(string text, YamlNode node, ImmutableArray<FieldPart> path, JsonNode? value)
    {
        for (var at = 0; at < path.Length - 1; at++)
        {
            if (Child(node, path[at]) is not { } child || IsNothing(child))
            {
                return value is null || node is not YamlMappingNode map || path[at].Key is null || path[at..]
                    .Any(part => part.Key is null)
                    ? null
                    : Child(node, path[at]) is null
                        ? YamlLines.Add(text, map, path[at].Key ?? "", Nest(path[(at + 1)..], value))
                        : null;
            }

            node = child;
        }

        return (Child(node, path[^1]), value) switch
        {
            (null, null) => text,
            (null, { } added) =>
                node is YamlMappingNode map && path[^1].Key is { } key ? YamlLines.Add(text, map, key, added) : null,
            ({ }, null) =>
                node is YamlMappingNode map && path[^1].Key is { } key ? YamlLines.Remove(text, map, key) : null,
            (YamlScalarNode old, JsonValue now) => YamlLines.Replace(text, node, old, now),
            _ => null,
        };
    }

    private static YamlNode? Child(YamlNode node, FieldPart part) => (node, part.Key) switch
    {
        (YamlMappingNode map, { } key) =>
            map.Children.FirstOrDefault(child => (child.Key as YamlScalarNode)?.Value == key).Value,
        (YamlSequenceNode list, null) when part.Name is { } name => list.Children.OfType<YamlMappingNode>()
            .FirstOrDefault(item =>
            (Child(item, new FieldPart("name")) as YamlScalarNode)?.Value == name),
        (YamlSequenceNode list, null) when part.Index >= 0 && part.Index < list.Children.Count =>
            list.Children[part.Index],
        _ => null,
    };

    private static bool IsNothing(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" };

    private static JsonNode Nest(ImmutableArray<FieldPart> rest, JsonNode value) => rest.IsEmpty
        ? value.DeepClone()
        : new JsonObject { [rest[0].Key ?? ""] = Nest(rest[1..], value) };

    private static bool IsOnly(
        string before, string after, int document, ImmutableArray<FieldPart> root, IReadOnlyList<FieldChange> changes)
    {
        try
        {
            var (old, now) = (YamlJson.Documents(before), YamlJson.Documents(after));
            if (old is null || now is null || old.Count != now.Count)
            {
                return false;
            }

            return old.Zip(now).Select((pair, at) => (pair.First, pair.Second, At: at)).All(pair =>
            {
                var expected = YamlJson.Of(pair.First.RootNode);
                var found = YamlJson.Of(pair.Second.RootNode);
                return pair.At != document
                    ? JsonNode.DeepEquals(expected, found)
                    : changes.All(change => Put(expected, [.. root, .. change.Path], change.New)) &&
                        JsonNode.DeepEquals(expected, found);
            });
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool Put(JsonNode? node, ImmutableArray<FieldPart> path, JsonNode? value)
    {
        for (var at = 0; at < path.Length - 1; at++)
        {
            var child = path[at].In(node);
            if (child is null && node is JsonObject map && path[at].Key is { } key && value is not null)
            {
                map[key] = child = new JsonObject();
            }

            node = child;
        }

        switch (node, path[^1].Key, value)
        {
            case (JsonObject map, { } key, null):
                map.Remove(key);
                return true;
            case (JsonObject map, { } key, { } now):
                // As YAML would read it again: 3 is 3, whatever kind of number it was.
                map[key] = JsonNode.Parse(now.ToJsonString());
                return true;
            default:
                return false;
        }
    }
}
