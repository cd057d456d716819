using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Simulation;

internal static class Owners
{
    public static ObjectKey KeyOf(ResourceType type, JsonObject item) =>
        new(type, type.Namespaced ? item.Text("metadata", "namespace") : "", item.Text("metadata", "name"));

    public static JsonObject? Controller(JsonObject item) =>
        item.Items("metadata", "ownerReferences").FirstOrDefault(owner => owner.Flag("controller"));

    public static bool IsOwnedBy(JsonObject item, string uid) =>
        item.Items("metadata", "ownerReferences").Any(owner => owner.Text("uid") == uid);

    public static JsonArray Reference(ResourceType type, JsonObject owner) => new(new JsonObject
    {
        ["apiVersion"] = type.ApiVersion,
        ["kind"] = type.Kind,
        ["name"] = owner.Text("metadata", "name"),
        ["uid"] = owner.Text("metadata", "uid"),
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    });

    public static List<JsonObject> Owned(this World world, ResourceType type, JsonObject owner) =>
        [.. world.Store.List(type, owner.Text("metadata", "namespace"))
            .Where(item => IsOwnedBy(item, owner.Text("metadata", "uid")))];

    // The pods that count: not ending, not ended.
    public static List<JsonObject> ActivePods(this World world, JsonObject owner) =>
        [.. world.Owned(ResourceTypes.Pods, owner).Where(pod => !pod.Has("metadata", "deletionTimestamp")
            && pod.Text("status", "phase") is not ("Succeeded" or "Failed"))];

    public static bool IsReady(JsonObject pod) => Condition(pod, "Ready")?.Text("status") == "True";

    public static JsonObject? Condition(JsonObject item, string type) =>
        item.Items("status", "conditions").FirstOrDefault(condition => condition.Text("type") == type);

    // The workload that a pod belongs to in the eyes of people: the Deployment behind its ReplicaSet, or its owner.
    public static (string Kind, string Name) Workload(this World world, JsonObject pod)
    {
        if (Controller(pod) is not { } owner)
        {
            return ("Pod", pod.Text("metadata", "name"));
        }

        if (owner.Text("kind") == "ReplicaSet"
            && world.Get(ResourceTypes.ReplicaSets, pod.Text("metadata", "namespace"), owner.Text("name")) is { } set
            && Controller(set) is { } above)
        {
            return (above.Text("kind"), above.Text("name"));
        }

        return (owner.Text("kind"), owner.Text("name"));
    }
}
