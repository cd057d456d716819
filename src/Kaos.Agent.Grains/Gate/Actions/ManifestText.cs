using System.Text.Json;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>Manifests that people hand in.</summary>
internal static class ManifestText
{
    private const string Escape = "its pods would be privileged or share their host; a person has to make those";

    private static readonly string[] Tied = ["ownerReferences", "finalizers"];

    // The one that the restricted pod security standard lets everybody add.
    private const string Harmless = "NET_BIND_SERVICE";

    /// <returns>Null when the text is no JSON object.</returns>
    public static JsonObject? Read(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Null, or why it may not be written.</summary>
    public static string? Objection(JsonObject manifest, ObjectRef target)
    {
        if (JsonPath.Text(manifest, "kind") != target.Kind
            || (JsonPath.Text(manifest, "metadata", "name") ?? target.Name) != target.Name
            || (JsonPath.Text(manifest, "metadata", "namespace") ?? target.Namespace) != target.Namespace)
        {
            return $"the manifest is not one of {target}";
        }

        if (Credentials.In(manifest) is { } secret)
        {
            return $"{secret} looks like a credential, which must not enter KAOS's log; use a Secret, and write that by hand";
        }

        return Tied.FirstOrDefault(field => JsonPath.Find(manifest, "metadata", field) is not null) is { } tie
            ? $"metadata.{tie} decides when others are deleted, or whether this can be; a person has to set that"
            : Privileged(manifest) ? Escape
            : null;
    }

    /// <summary>Null, or why fields of an object that is there may not be set so.</summary>
    public static string? Objection(JsonArray patch) =>
        TypedActions.Writes(patch).Any(write => write.Op != "remove" && Privileged(Nested(write.Path, write.Value)))
            ? Escape
            : null;

    // Only the names above a value say what it means; which item of a list it is in does not.
    private static JsonNode? Nested(string[] path, JsonNode? value) => Enumerable.Reverse(path)
        .Where(part => JsonPath.Index(part) is null)
        .Aggregate(value?.DeepClone(), static (inner, part) => new JsonObject { [part] = inner });

    private static bool Privileged(JsonNode? node) => node switch
    {
        JsonObject map => map.Any(member =>
            (member.Key is "privileged" or "hostNetwork" or "hostPID" or "hostIPC" or "hostProcess" &&
                JsonNode.DeepEquals(member.Value, true))
            || member.Key == "hostPath"
            || (member.Key == "procMount" && !JsonNode.DeepEquals(member.Value, "Default"))
            || (member.Key == "capabilities" && Adds(member.Value))
            || Privileged(member.Value)),
        JsonArray list => list.Any(Privileged),
        _ => false,
    };

    private static bool Adds(JsonNode? capabilities) => JsonPath.Find(capabilities, "add") is { } added
        && (added is JsonArray list
            ? list.Any(one => !JsonNode.DeepEquals(one, Harmless))
            : !JsonNode.DeepEquals(added, Harmless));
}
