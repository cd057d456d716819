using System.Text.Json.Nodes;

namespace Kaos.Agent.Grains.Gate.Objects;

/// <summary>
/// RFC 6902 with the operations that plans are made of (test, add, replace, remove). A <c>test</c> for null holds where
/// the field is absent, as it does at the API server.
/// </summary>
internal static class JsonPatch
{
    /// <summary>The operations of a step's patch.</summary>
    public static JsonArray Parse(string patch) =>
        JsonNode.Parse(patch) as JsonArray ?? throw new FormatException("A JSON patch is a list of operations.");

    /// <summary>
    /// Whether every test of the patch holds for the object as it is; what the patch writes is not looked at.
    /// </summary>
    public static bool Fits(JsonObject? target, JsonArray patch) => patch.OfType<JsonObject>()
        .Where(operation => Op(operation) == "test")
        .All(operation => JsonNode.DeepEquals(JsonPath.Find(target, Path(operation)), operation["value"]));

    /// <summary>
    /// The object after the patch, or null when a test or a path does not hold. The input is untouched.
    /// </summary>
    public static JsonObject? Apply(JsonObject target, JsonArray patch)
    {
        var result = (JsonObject)target.DeepClone();
        return patch.OfType<JsonObject>().All(operation => Step(result, operation)) ? result : null;
    }

    public static string Op(JsonObject operation) => JsonPath.Text(operation, "op") ?? "";

    public static string[] Path(JsonObject operation) => JsonPath.Split(JsonPath.Text(operation, "path") ?? "");

    /// <summary>Paths that the patch writes.</summary>
    public static IEnumerable<string[]> Written(JsonArray patch) =>
        patch.OfType<JsonObject>().Where(operation => Op(operation) != "test").Select(Path);

    private static bool Step(JsonObject root, JsonObject operation)
    {
        var path = Path(operation);
        var value = operation["value"]?.DeepClone();
        if (path.Length == 0)
        {
            return false;
        }

        return Op(operation) switch
        {
            "test" => JsonNode.DeepEquals(JsonPath.Find(root, path), value),
            "add" => Add(JsonPath.Find(root, path[..^1]), path[^1], value),
            "replace" => Replace(JsonPath.Find(root, path[..^1]), path[^1], value),
            "remove" => Remove(JsonPath.Find(root, path[..^1]), path[^1]),
            _ => false,
        };
    }

    private static bool Add(JsonNode? parent, string name, JsonNode? value)
    {
        switch (parent)
        {
            case JsonObject map:
                map[name] = value;
                return true;
            case JsonArray list when name == "-":
                list.Add(value);
                return true;
            case JsonArray list when JsonPath.Index(name) is { } index && index <= list.Count:
                list.Insert(index, value);
                return true;
            default:
                return false;
        }
    }

    private static bool Replace(JsonNode? parent, string name, JsonNode? value)
    {
        switch (parent)
        {
            case JsonObject map when map.ContainsKey(name):
                map[name] = value;
                return true;
            case JsonArray list when JsonPath.Index(name) is { } index && index < list.Count:
                list[index] = value;
                return true;
            default:
                return false;
        }
    }

    private static bool Remove(JsonNode? parent, string name)
    {
        switch (parent)
        {
            case JsonObject map:
                return map.Remove(name);
            case JsonArray list when JsonPath.Index(name) is { } index && index < list.Count:
                list.RemoveAt(index);
                return true;
            default:
                return false;
        }
    }
}
