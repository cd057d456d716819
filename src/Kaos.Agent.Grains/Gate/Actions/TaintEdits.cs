using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>The list of a node's taints. Those of Kubernetes itself are its controllers' and are left alone.</summary>
internal static class TaintEdits
{
    public static readonly string[] Field = ["spec", "taints"];

    public static JsonArray Of(JsonObject live) => JsonPath.Find(live, Field) as JsonArray ?? [];

    public static bool Is(JsonNode? taint, string key, string? effect) =>
        JsonPath.Text(taint, "key") == key && (effect is null || JsonPath.Text(taint, "effect") == effect);

    /// <summary>Null, or why that patch is not one of taints of people.</summary>
    public static string? Violation(JsonArray patch)
    {
        var writes = patch.OfType<JsonObject>().Where(operation => JsonPatch.Op(operation) != "test").ToArray();
        if (writes.Any(write => !JsonPatch.Path(write).SequenceEqual(Field)))
        {
            return "a taint step writes the taints of a node and nothing else";
        }

        var before = patch.OfType<JsonObject>().Where(operation => JsonPatch.Op(operation) == "test")
            .Select(operation => operation["value"] as JsonArray).FirstOrDefault(list => list is not null) ?? [];
        var after = writes.Select(write => write["value"] as JsonArray).FirstOrDefault(list => list is not null) ?? [];
        return writes.Length > 0 && Own(before).SequenceEqual(Own(after))
            ? null
            : "a taint step leaves the taints of Kubernetes itself alone";
    }

    private static IEnumerable<string> Own(JsonArray taints) => taints
        .Where(taint => Label.Reserved(JsonPath.Text(taint, "key") ?? "")).Select(taint => taint?.ToJsonString() ?? "")
        .Order(StringComparer.Ordinal);
}
