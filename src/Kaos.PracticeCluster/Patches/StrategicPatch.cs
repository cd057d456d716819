using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Patches;

// Strategic merge: maps merge, lists with a known merge key merge by it, other lists are replaced.
internal static class StrategicPatch
{
    public static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        var result = target.Copy();
        MergeMap(result, patch);
        return result;
    }

    private static void MergeMap(JsonObject target, JsonObject patch)
    {
        if (patch.Text("$patch") == "replace")
        {
            target.Clear();
        }

        foreach (var (key, value) in patch)
        {
            if (key.StartsWith("$deleteFromPrimitiveList/", StringComparison.Ordinal) && value is JsonArray doomed)
            {
                RemoveFrom(target, key["$deleteFromPrimitiveList/".Length..], doomed);
            }
            else if (key.StartsWith("$retainKeys", StringComparison.Ordinal) && value is JsonArray kept)
            {
                Retain(target, kept);
            }
            else if (!key.StartsWith('$'))
            {
                MergeField(target, key, value);
            }
        }
    }

    private static void MergeField(JsonObject target, string key, JsonNode? value)
    {
        switch (value)
        {
            case null:
                target.Remove(key);
                break;
            case JsonObject map when map.Text("$patch") == "delete":
                target.Remove(key);
                break;
            case JsonObject map:
                MergeMap(target.Make(key), map);
                break;
            case JsonArray list when MergeKey(key, list) is { } mergeKey:
                target[key] = MergeList(target[key] as JsonArray ?? [], list, mergeKey);
                break;
            case JsonArray list when key == "finalizers":
                target[key] = Json.Strings((target[key] as JsonArray ?? []).Concat(list).Select(item => item.Text())
                    .Distinct(StringComparer.Ordinal));
                break;
            default:
                target[key] = value.DeepClone();
                break;
        }
    }

    private static JsonArray MergeList(JsonArray target, JsonArray patch, string mergeKey)
    {
        if (patch.Any(item => item.Text("$patch") == "replace"))
        {
            return Json.Array(patch.OfType<JsonObject>().Where(item => !item.Has("$patch"))
                .Select(item => item.DeepClone()));
        }

        var items = target.Select(item => item?.DeepClone()).OfType<JsonObject>().ToList();
        foreach (var change in patch.OfType<JsonObject>())
        {
            var found = items.Find(item => item.Text(mergeKey) == change.Text(mergeKey));
            if (change.Text("$patch") == "delete")
            {
                items.Remove(found ?? []);
            }
            else if (found is not null)
            {
                MergeMap(found, change);
            }
            else
            {
                var added = new JsonObject();
                MergeMap(added, change);
                items.Add(added);
            }
        }

        return Json.Array(items);
    }

    private static string? MergeKey(string list, JsonArray patch)
    {
        var first = patch.OfType<JsonObject>().FirstOrDefault(item => !item.Has("$patch"))
            ?? patch.FirstOrDefault() as JsonObject;
        return list switch
        {
            "containers" or "initContainers" or "ephemeralContainers" or "env" or "volumes" or "imagePullSecrets" =>
                "name",
            "ports" => first.Has("containerPort") ? "containerPort" : "port",
            "volumeMounts" => "mountPath",
            "conditions" or "addresses" => "type",
            "ownerReferences" => "uid",
            _ => null,
        };
    }

    private static void RemoveFrom(JsonObject target, string key, JsonArray doomed)
    {
        var gone = doomed.Select(item => item.Text()).ToHashSet(StringComparer.Ordinal);
        if (target[key] is JsonArray list)
        {
            target[key] = Json.Strings(list.Select(item => item.Text()).Where(item => !gone.Contains(item)));
        }
    }

    private static void Retain(JsonObject target, JsonArray kept)
    {
        var keys = kept.Select(item => item.Text()).ToHashSet(StringComparer.Ordinal);
        foreach (var key in target.Select(pair => pair.Key).Where(key => !keys.Contains(key)).ToList())
        {
            target.Remove(key);
        }
    }
}
