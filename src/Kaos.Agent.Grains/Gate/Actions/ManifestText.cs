using System.Text.Json;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>Manifests that people hand in.</summary>
internal static class ManifestText
{
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

        return Privileged(manifest)
            ? "its pods would be privileged or share their host; a person has to make those"
            : null;
    }

    private static bool Privileged(JsonNode? node) => node switch
    {
        JsonObject map => map.Any(member =>
            (member.Key is "privileged" or "hostNetwork" or "hostPID" or "hostIPC" &&
                JsonNode.DeepEquals(member.Value, true))
            || member.Key == "hostPath" || Privileged(member.Value)),
        JsonArray list => list.Any(Privileged),
        _ => false,
    };
}
