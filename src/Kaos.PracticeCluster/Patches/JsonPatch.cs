using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Patches;

// RFC 6902. A failed test or a missing path refuses the whole patch, with the words of the real server.
internal static class JsonPatch
{
    public static JsonObject Apply(JsonObject target, JsonArray operations)
    {
        JsonNode root = target.Copy();
        foreach (var operation in operations.OfType<JsonObject>())
        {
            root = Step(root, operation);
        }

        return (JsonObject)root;
    }

    private static JsonNode Step(JsonNode root, JsonObject operation)
    {
        var path = Pointer(operation.Text("path"));
        switch (operation.Text("op"))
        {
            case "add":
                Set(root, path, operation["value"]?.DeepClone(), insert: true);
                break;
            case "replace":
                _ = Find(root, path) ?? throw Refused();
                Set(root, path, operation["value"]?.DeepClone(), insert: false);
                break;
            case "remove":
                Remove(root, path);
                break;
            case "test":
                if (!JsonNode.DeepEquals(Find(root, path), operation["value"]))
                {
                    throw Refused();
                }

                break;
            case "copy" or "move":
                var from = Pointer(operation.Text("from"));
                var value = Find(root, from)?.DeepClone() ?? throw Refused();
                if (operation.Text("op") == "move")
                {
                    Remove(root, from);
                }

                Set(root, path, value, insert: true);
                break;
            default:
                throw ApiFailure.BadRequest($"error decoding patch: unexpected kind: {operation.Text("op")}");
        }

        return root;
    }

    private static JsonNode? Find(JsonNode? node, string[] path)
    {
        foreach (var step in path)
        {
            node = node switch
            {
                JsonObject map => map[step],
                JsonArray list when Index(list, step) is { } index && index < list.Count => list[index],
                _ => null,
            };
        }

        return node;
    }

    private static void Set(JsonNode root, string[] path, JsonNode? value, bool insert)
    {
        switch (Find(root, path[..^1]))
        {
            case JsonObject map:
                map[path[^1]] = value;
                break;
            case JsonArray list when insert && path[^1] == "-":
                list.Add(value);
                break;
            case JsonArray list when insert && Index(list, path[^1]) is { } index && index <= list.Count:
                list.Insert(index, value);
                break;
            case JsonArray list when Index(list, path[^1]) is { } index && index < list.Count:
                list[index] = value;
                break;
            default:
                throw Refused();
        }
    }

    private static void Remove(JsonNode root, string[] path)
    {
        var removed = Find(root, path[..^1]) switch
        {
            JsonObject map => map.Remove(path[^1]),
            JsonArray list when Index(list, path[^1]) is { } index && index < list.Count => RemoveAt(list, index),
            _ => false,
        };
        if (!removed)
        {
            throw Refused();
        }
    }

    private static bool RemoveAt(JsonArray list, int index)
    {
        list.RemoveAt(index);
        return true;
    }

    private static int? Index(JsonArray list, string step) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= list.Count
            ? index : null;

    private static string[] Pointer(string path) =>
        path.Length < 2
            ? throw Refused()
            : [.. path[1..].Split('/')
                .Select(step => step.Replace("~1", "/", StringComparison.Ordinal)
                .Replace("~0", "~", StringComparison.Ordinal))];

    private static ApiFailure Refused() =>
        new(422, "Invalid", "the server rejected our request due to an error in our request", []);
}
