using System.Text.Json.Nodes;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Objects;

/// <summary>
/// What of an object a plan depends on. Left out is what changes by itself: status, managedFields, resourceVersion,
/// generation, annotations that controllers keep, a node's taints and leases, and the number of replicas unless the
/// plan is about it (an autoscaler may move it between approval and write).
/// </summary>
internal static class ObjectProjection
{
    /// <param name="live">Null, or without members: the object is not there.</param>
    public static Projection Of(ObjectRef target, JsonObject? live, bool withReplicas) => live is not { Count: > 0 }
        ? new(target, "", CanonicalJson.Hash(new JsonObject()))
        : new(target, JsonPath.Text(live, "metadata", "uid") ?? "", CanonicalJson.Hash(Cut(live, withReplicas)));

    public static JsonObject Cut(JsonObject live, bool withReplicas)
    {
        var cut = new JsonObject
        {
            ["uid"] = JsonPath.Find(live, "metadata", "uid")?.DeepClone(),
            ["deletionTimestamp"] = JsonPath.Find(live, "metadata", "deletionTimestamp")?.DeepClone(),
            ["owners"] = JsonPath.Find(live, "metadata", "ownerReferences")?.DeepClone(),
        };
        switch (JsonPath.Text(live, "kind"))
        {
            case "ConfigMap":
                cut["data"] = Map(live["data"]);
                cut["binaryData"] = Map(live["binaryData"]);
                cut["immutable"] = live["immutable"]?.DeepClone();
                cut["revision"] = Revisions(live);
                break;
            case "Node":
                cut["unschedulable"] = JsonPath.Find(live, "spec", "unschedulable")?.DeepClone();
                break;
            default:
                cut["spec"] = Spec(live, withReplicas);
                break;
        }

        return cut;
    }

    /// <summary>Annotations by which people number the versions of a configuration.</summary>
    public static bool IsRevision(string annotation) =>
        (annotation.EndsWith("revision", StringComparison.OrdinalIgnoreCase)
            || annotation.EndsWith("version", StringComparison.OrdinalIgnoreCase))
        && !annotation.StartsWith("deployment.kubernetes.io/", StringComparison.Ordinal);

    public static JsonObject Revisions(JsonObject live) =>
        new((JsonPath.Find(live, "metadata", "annotations") as JsonObject ?? [])
            .Where(annotation => IsRevision(annotation.Key))
            .Select(annotation => KeyValuePair.Create(annotation.Key, annotation.Value?.DeepClone())));

    private static JsonNode? Spec(JsonObject live, bool withReplicas)
    {
        var spec = live["spec"]?.DeepClone();
        if (spec is JsonObject map && !withReplicas)
        {
            map.Remove("replicas");
        }

        if (JsonPath.Find(spec, "template", "metadata") is JsonObject template &&
            template["annotations"] is JsonObject { Count: 0 })
        {
            // An empty map is what a removed last annotation leaves until the server has stored the object.
            template.Remove("annotations");
        }

        return spec;
    }

    private static JsonNode? Map(JsonNode? node) => node is JsonObject { Count: > 0 } map ? map.DeepClone() : null;
}
