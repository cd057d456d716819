using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Simulation;

// A condition on the state of the cluster, by which modes and signals are chosen.
internal static class Circumstance
{
    public static bool Holds(World world, JsonObject condition)
    {
        if (condition.Text("configMap") is { Length: > 0 } map)
        {
            return ConfigHolds(world, Split(map), condition);
        }

        if (condition.Text("ready") is { Length: > 0 } workload)
        {
            var ready = ReadyPods(world, Split(workload));
            return (!condition.Has("below") || ready < condition.Number("below"))
                && (!condition.Has("atLeast") || ready >= condition.Number("atLeast"));
        }

        throw new InvalidDataException(
            $"The scenario's condition {condition.ToJsonString()} names neither configMap nor ready.");
    }

    private static bool ConfigHolds(World world, (string Namespace, string Name) map, JsonObject condition)
    {
        var item = world.Get(ResourceTypes.ConfigMaps, map.Namespace, map.Name);
        if (condition.Has("missing"))
        {
            return item is null == condition.Flag("missing");
        }

        var value = item.Text("data", condition.Text("key"));
        return (!condition.Has("equals") || value == condition.Text("equals"))
            && (!condition.Has("contains") || value.Contains(condition.Text("contains"), StringComparison.Ordinal))
            && (!condition.Has("not") || value != condition.Text("not"));
    }

    private static int ReadyPods(World world, (string Namespace, string Name) workload) =>
        world.Store.List(ResourceTypes.Pods, workload.Namespace).Count(pod =>
            Owners.IsReady(pod) && !pod.Has("metadata", "deletionTimestamp")
                && world.Workload(pod).Name == workload.Name);

    private static (string Namespace, string Name) Split(string text) =>
        text.Split('/', 2) is [var ns, var name] ? (ns, name)
            : throw new InvalidDataException($"'{text}' in a scenario's condition is not namespace/name.");
}
