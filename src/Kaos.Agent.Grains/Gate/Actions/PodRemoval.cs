using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// Takes away one pod that its controller will replace: that pod, by uid, and no later one of its name.
/// </summary>
internal static class PodRemoval
{
    public static Built Build(ActionInput input)
    {
        var owner = (JsonPath.Find(input.Live, "metadata", "ownerReferences") as JsonArray ?? [])
            .FirstOrDefault(reference =>
                reference?["controller"] is JsonValue value && value.TryGetValue<bool>(out var yes) && yes);
        if (owner is null)
        {
            return new Built.Refused("it belongs to no controller: nobody would make it again");
        }

        if (JsonPath.Text(owner, "kind") == "Node" ||
            JsonPath.Find(input.Live, "metadata", "annotations", "kubernetes.io/config.mirror") is not null)
        {
            return new Built.Refused("it is a static pod of its node; the kubelet runs it from a file");
        }

        return new Built.Draft(
            WholeObject.Removal(input.Live), null, null, [], Warnings(input), RolloutOf: Workload(input, owner));
    }

    public static string? Violation(JsonArray patch) => WholeObject.IsRemoval(patch) && HasUid(patch)
        ? null
        : "a step that takes a pod away names its uid and does nothing else";

    public static bool HasUid(JsonArray patch) => patch.OfType<JsonObject>().Any(operation =>
        JsonPatch.Op(operation) == "test" && JsonPatch.Path(operation) is ["metadata", "uid"] &&
            JsonPath.Text(operation, "value") is { Length: > 0 });

    // A ReplicaSet stands between a pod and its Deployment.
    private static ObjectRef? Workload(ActionInput input, JsonNode owner)
    {
        var (kind, name) = (JsonPath.Text(owner, "kind") ?? "", JsonPath.Text(owner, "name") ?? "");
        if (kind == "ReplicaSet")
        {
            var set = input.World.ReplicaSets.FirstOrDefault(one =>
                one.Metadata.Namespace == input.Target.Namespace && one.Metadata.Name == name);
            (kind, name) = set?.Metadata.Controller is { } above ? (above.Kind, above.Name) : (kind, name);
        }

        return PodTemplate.Rolling.Contains(kind) ? new ObjectRef(kind, input.Target.Namespace, name) : null;
    }

    private static ImmutableArray<string> Warnings(ActionInput input)
    {
        var volumes = JsonPath.Find(input.Live, "spec", "volumes") as JsonArray ?? [];
        return volumes.Any(volume => JsonPath.Find(volume, "emptyDir") is not null)
            ? ["What the pod keeps in emptyDir volumes is lost."]
            : [];
    }
}
