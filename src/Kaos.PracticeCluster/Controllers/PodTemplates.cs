using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Controllers;

internal static class PodTemplates
{
    public static JsonObject Pod(ResourceType type, JsonObject owner, string name)
    {
        var template = owner.Map("spec", "template") ?? [];
        var metadata = new JsonObject
        {
            ["name"] = name,
            ["generateName"] = $"{owner.Text("metadata", "name")}-",
            ["namespace"] = owner.Text("metadata", "namespace"),
        };
        foreach (var part in new[] { "labels", "annotations" })
        {
            if (template.Map("metadata", part) is { Count: > 0 } map)
            {
                metadata[part] = map.DeepClone();
            }
        }

        metadata["ownerReferences"] = Owners.Reference(type, owner);
        return new JsonObject
        {
            ["metadata"] = metadata,
            ["spec"] = template.At("spec")?.DeepClone() ?? new JsonObject(),
        };
    }
}
