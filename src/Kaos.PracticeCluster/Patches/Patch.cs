using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Patches;

// The three patch formats besides server-side apply; each returns a new object.
internal static class Patch
{
    public static JsonObject Merge(JsonObject target, JsonObject patch)
    {
        var result = target.Copy();
        MergeInto(result, patch);
        return result;
    }

    private static void MergeInto(JsonObject target, JsonObject patch)
    {
        foreach (var (key, value) in patch)
        {
            if (value is null)
            {
                target.Remove(key);
            }
            else if (value is JsonObject map)
            {
                MergeInto(target.Make(key), map);
            }
            else
            {
                target[key] = value.DeepClone();
            }
        }
    }
}
