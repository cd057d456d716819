using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Server;

// The refusals that clients are likely to meet; not a schema.
internal static class Validation
{
    private static readonly Dictionary<string, string[]> Fields = new(StringComparer.Ordinal)
    {
        ["ConfigMap"] = ["data", "binaryData", "immutable"],
        ["Secret"] = ["data", "stringData", "immutable", "type"],
        ["Deployment"] = ["spec", "status"],
        ["StatefulSet"] = ["spec", "status"],
        ["Pod"] = ["spec", "status"],
        ["Service"] = ["spec", "status"],
        ["Namespace"] = ["spec", "status"],
    };

    public static void Check(ResourceType type, JsonObject item, bool strict)
    {
        if (item.Text("kind") is { Length: > 0 } kind && kind != type.Kind)
        {
            throw ApiFailure.BadRequest(
                $"{kind} in version \"{item.Text("apiVersion")}\" cannot be handled as a {type.Kind}: "
                + $"the object provided is unrecognized (must be of type {type.Kind})");
        }

        if (strict && Fields.TryGetValue(type.Kind, out var known))
        {
            Strict(type, item, known);
        }

        var name = item.Text("metadata", "name");
        if (name.Length == 0 && item.Text("metadata", "generateName").Length == 0)
        {
            throw ApiFailure.Invalid(type, "", "metadata.name", "Required value: name or generateName is required");
        }

        if (item.Has("spec", "replicas") && item.Number("spec", "replicas") < 0)
        {
            throw ApiFailure.Invalid(type, name, "spec.replicas",
                $"Invalid value: {item.Number("spec", "replicas")}: must be greater than or equal to 0");
        }

        if (type.Kind is "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet")
        {
            Template(type, item, name);
        }
    }

    private static void Strict(ResourceType type, JsonObject item, string[] known)
    {
        var unknown = item.Select(pair => pair.Key)
            .FirstOrDefault(key => key is not ("apiVersion" or "kind" or "metadata")
            && !known.Contains(key, StringComparer.Ordinal));
        if (unknown is not null)
        {
            throw ApiFailure.BadRequest(
                $"{type.Kind} in version \"{type.Version}\" cannot be handled as a {type.Kind}: "
                + $"strict decoding error: unknown field \"{unknown}\"");
        }
    }

    private static void Template(ResourceType type, JsonObject item, string name)
    {
        if (item.Has("spec", "selector") && item.Has("spec", "template")
            && !Selectors.Matches(item.At("spec", "selector"), item.Labels("spec", "template", "metadata", "labels")))
        {
            throw ApiFailure.Invalid(type, name, "spec.template.metadata.labels",
                $"Invalid value: {item.At("spec", "template", "metadata", "labels")?.ToJsonString() ?? "null"}: `selector` does not match template `labels`");
        }
    }
}
