using System.Text.Json.Nodes;

namespace Kaos.Agent.Grains.Gate.Objects;

/// <summary>
/// Patches that make or delete a whole object: RFC 6902 with the root as path. A test for null at the root holds where
/// the object is not there.
/// </summary>
internal static class WholeObject
{
    private static readonly string[] ServerOnly =
        ["managedFields", "resourceVersion", "uid", "generation", "creationTimestamp", "selfLink", "deletionTimestamp",
            "deletionGracePeriodSeconds"];

    /// <summary>Deletes the object with that uid, and no other of its name.</summary>
    public static string Removal(JsonObject live) => new JsonArray(
        new JsonObject { ["op"] = "test", ["path"] = "/metadata/uid", ["value"] = JsonPath.Text(live, "metadata", "uid") },
        new JsonObject { ["op"] = "remove", ["path"] = "" }).ToJsonString();

    /// <summary>Makes the object, where there is none of its name.</summary>
    public static string Creation(JsonObject body) => new JsonArray(
        new JsonObject { ["op"] = "test", ["path"] = "", ["value"] = null },
        new JsonObject { ["op"] = "add", ["path"] = "", ["value"] = body.DeepClone() }).ToJsonString();

    public static bool IsRemoval(JsonArray patch) => Root(patch) is { } root && JsonPatch.Op(root) == "remove";

    /// <summary>What a patch makes; null when it makes no object.</summary>
    public static JsonObject? Created(JsonArray patch) =>
        Root(patch) is { } root && JsonPatch.Op(root) == "add" ? root["value"] as JsonObject : null;

    /// <summary>The object as somebody would have written it: without what the server keeps for itself.</summary>
    public static JsonObject Manifest(JsonObject live)
    {
        var manifest = (JsonObject)live.DeepClone();
        manifest.Remove("status");
        foreach (var name in ServerOnly)
        {
            (manifest["metadata"] as JsonObject)?.Remove(name);
        }

        if (JsonPath.Text(live, "kind") == "Service" && manifest["spec"] is JsonObject spec)
        {
            // Addresses are given out anew.
            spec.Remove("clusterIP");
            spec.Remove("clusterIPs");
        }

        return manifest;
    }

    /// <summary>Whether the object holds everything that was asked for; what the server added does not count.</summary>
    public static bool Holds(JsonNode? live, JsonNode? asked) => asked switch
    {
        JsonObject map =>
            live is JsonObject have && map.All(member => member.Value is null || Holds(have[member.Key], member.Value)),
        JsonArray list => live is JsonArray have && have.Count == list.Count && list.Zip(have)
            .All(pair => Holds(pair.Second, pair.First)),
        _ => JsonNode.DeepEquals(live, asked),
    };

    private static JsonObject? Root(JsonArray patch) => patch.OfType<JsonObject>()
        .FirstOrDefault(operation => JsonPatch.Op(operation) != "test" && JsonPatch.Path(operation).Length == 0);
}
