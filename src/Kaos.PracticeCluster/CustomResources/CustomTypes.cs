using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.CustomResources;

// The kinds that stored definitions add to the built-in ones.
internal static class CustomTypes
{
    private static readonly string[] Verbs =
        ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];

    public static IReadOnlyList<ResourceType> With(ObjectStore store)
    {
        var custom = store.List(ResourceTypes.Definitions).SelectMany(Of).ToList();
        return custom.Count == 0 ? ResourceTypes.All : [.. ResourceTypes.All, .. custom];
    }

    public static IEnumerable<ResourceType> Of(JsonObject definition)
    {
        var names = definition.At("spec", "names");
        foreach (var version in definition.Items("spec", "versions").Where(version => version.Flag("served")))
        {
            var (group, kind) = (definition.Text("spec", "group"), names.Text("kind"));
            yield return new ResourceType(
                group, version.Text("name"), names.Text("plural"), kind,
                definition.Text("spec", "scope") == "Namespaced")
            {
                Singular = names.Text("singular"),
                Verbs = Verbs,
                ShortNames = Texts(names.At("shortNames")),
                Categories = Texts(names.At("categories")),
                Subresources = version.Has("subresources", "status")
                    ? [new Subresource("status", kind, group, version.Text("name"), ["get", "patch", "update"])]
                    : [],
                Definition = version,
            };
        }
    }

    // What the server fills in, and what its controller says of it a moment later.
    public static void Complete(JsonObject definition, DateTimeOffset now)
    {
        var names = definition.Make("spec", "names");
        names.Default("singular", names.Text("kind").ToLowerInvariant());
        names.Default("listKind", $"{names.Text("kind")}List");
        definition.Make("spec").Default("conversion", new JsonObject { ["strategy"] = "None" });
        definition.Default("status", new JsonObject
        {
            ["conditions"] = new JsonArray(
                Condition("NamesAccepted", "NoConflicts", "no conflicts found", now),
                Condition("Established", "InitialNamesAccepted", "the initial names have been accepted", now)),
            ["acceptedNames"] = names.DeepClone(),
            ["storedVersions"] = Json.Strings(
                definition.Items("spec", "versions").Where(version => version.Flag("storage"))
                    .Select(version => version.Text("name"))),
        });
    }

    private static JsonObject Condition(string type, string reason, string message, DateTimeOffset now) => new()
    {
        ["type"] = type,
        ["status"] = "True",
        ["lastTransitionTime"] = Json.Stamp(now),
        ["reason"] = reason,
        ["message"] = message,
    };

    private static List<string> Texts(JsonNode? list) =>
        [.. list is JsonArray all ? all.Select(one => one.Text()) : []];
}
