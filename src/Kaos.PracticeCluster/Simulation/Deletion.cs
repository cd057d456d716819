using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Simulation;

// Deleting: pods end gracefully by their kubelet's hand, everything else goes at once, dependants follow.
internal static class Deletion
{
    public static JsonObject? Delete(this World world, ObjectKey key, long? grace = null, bool orphan = false,
        bool dry = false)
    {
        if (world.Store.Get(key) is not { } item)
        {
            return null;
        }

        if (key.Type == ResourceTypes.Pods && item.Text("spec", "nodeName").Length > 0 && (grace is null or > 0))
        {
            return Mark(world, key, item, grace ?? item.NumberOr(30, "spec", "terminationGracePeriodSeconds"), dry);
        }

        if (item.At("metadata", "finalizers") is JsonArray { Count: > 0 })
        {
            return Mark(world, key, item, 0, dry);
        }

        if (dry)
        {
            return item;
        }

        var last = world.Store.Remove(key);
        if (!orphan)
        {
            DeleteDependants(world, item.Text("metadata", "uid"));
        }

        return last;
    }

    private static JsonObject Mark(World world, ObjectKey key, JsonObject item, long grace, bool dry)
    {
        if (item.Has("metadata", "deletionTimestamp"))
        {
            return item;
        }

        var next = item.Copy();
        var metadata = next.Make("metadata");
        metadata["deletionTimestamp"] = Json.Stamp(world.Now + TimeSpan.FromSeconds(grace));
        metadata["deletionGracePeriodSeconds"] = grace;
        if (metadata.Has("generation"))
        {
            metadata["generation"] = metadata.Number("generation") + 1;
        }

        return dry ? Json.Canonical(next) : world.Store.Put(key, next);
    }

    private static void DeleteDependants(World world, string uid)
    {
        foreach (var type in ResourceTypes.All.Where(type => type.Stored && type.Namespaced))
        {
            foreach (var item in world.Store.List(type).Where(item => Owners.IsOwnedBy(item, uid)).ToList())
            {
                world.Delete(Owners.KeyOf(type, item));
            }
        }
    }
}
