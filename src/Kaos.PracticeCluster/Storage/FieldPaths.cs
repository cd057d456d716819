using System.Text.Json.Nodes;

namespace Kaos.PracticeCluster.Storage;

// An object as a flat set of field paths in the notation of managedFields ("f:spec", "k:{...}", "."),
// each with its value; the base for ownership and for server-side apply.
internal static class FieldPaths
{
    public const char Separator = '\u0001';

    private static readonly HashSet<string> NotOwned = new(StringComparer.Ordinal)
    {
        "name", "namespace", "uid", "resourceVersion", "creationTimestamp", "managedFields", "generation", "selfLink",
        "deletionTimestamp", "deletionGracePeriodSeconds",
    };

    private static readonly HashSet<string> DottedMaps = new(StringComparer.Ordinal)
    {
        "labels", "annotations", "data", "ports", "env", "envFrom", "ownerReferences", "conditions", "volumes",
        "resourceAttributes", "nonResourceAttributes", "readinessProbe", "livenessProbe", "startupProbe", "httpGet",
        "limits", "requests", "rollingUpdate",
    };

    public static SortedDictionary<string, string> Of(JsonObject item)
    {
        var paths = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in item)
        {
            if (key is "apiVersion" or "kind")
            {
                continue;
            }

            if (key == "metadata" && value is JsonObject metadata)
            {
                foreach (var (name, field) in metadata.Where(field => !NotOwned.Contains(field.Key)))
                {
                    Walk(paths, $"f:metadata{Separator}f:{name}", name, field);
                }
            }
            else
            {
                Walk(paths, $"f:{key}", key, value);
            }
        }

        return paths;
    }

    // What an apply owns: list items themselves, but not the maps around single fields.
    public static IEnumerable<string> Applied(IEnumerable<string> paths) => paths.Where(path =>
        !path.EndsWith($"{Separator}.", StringComparison.Ordinal) || path.Split(Separator)[^2]
            .StartsWith("k:", StringComparison.Ordinal));

    public static JsonObject Tree(IEnumerable<string> paths)
    {
        var root = new JsonObject();
        foreach (var path in paths)
        {
            root.Make(path.Split(Separator));
        }

        return root;
    }

    public static HashSet<string> Leaves(JsonNode? tree)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        Collect(tree, "", paths);
        return paths;
    }

    // ".data.mode", as a conflict message names a field.
    public static string Readable(string path) => string.Concat(path.Split(Separator).Select(step =>
        step.StartsWith("f:", StringComparison.Ordinal) ? "." + step[2..]
        : step.StartsWith("k:", StringComparison.Ordinal)
            ? $"[{step[3..^1].Replace(":", "=", StringComparison.Ordinal)}]" : ""));

    // The fields by which the items of a list are told apart; none when the list is one value.
    public static string[] ListKeys(string list, JsonArray items)
    {
        if (items.Count == 0 || items.Any(item => item is not JsonObject))
        {
            return [];
        }

        string[] keys = list switch
        {
            "containers" or "initContainers" or "ephemeralContainers" or "volumes" or "env" or "imagePullSecrets" =>
                ["name"],
            "ports" => items[0].Has("containerPort") ? ["containerPort", "protocol"] : ["port", "protocol"],
            "volumeMounts" => ["mountPath"],
            "conditions" or "addresses" => ["type"],
            "ownerReferences" => ["uid"],
            _ => [],
        };
        return keys.Length > 0 && items.All(item => item.Has(keys[0])) ? keys : [];
    }

    private static void Walk(SortedDictionary<string, string> paths, string path, string name, JsonNode? value)
    {
        if (value is JsonObject { Count: > 0 } map && name is not ("fieldsV1" or "selector"))
        {
            if (DottedMaps.Contains(name))
            {
                paths[$"{path}{Separator}."] = "{}";
            }

            foreach (var (key, field) in map)
            {
                Walk(paths, $"{path}{Separator}f:{key}", key, field);
            }
        }
        else if (value is JsonArray items && ListKeys(name, items) is { Length: > 0 } keys)
        {
            if (DottedMaps.Contains(name))
            {
                paths[$"{path}{Separator}."] = "[]";
            }

            foreach (var item in items.OfType<JsonObject>())
            {
                WalkItem(paths, $"{path}{Separator}k:{KeyText(item, keys)}", item);
            }
        }
        else
        {
            paths[path] = value?.ToJsonString() ?? "null";
        }
    }

    private static void WalkItem(SortedDictionary<string, string> paths, string path, JsonObject item)
    {
        paths[$"{path}{Separator}."] = "{}";
        foreach (var (key, field) in item)
        {
            Walk(paths, $"{path}{Separator}f:{key}", key, field);
        }
    }

    private static string KeyText(JsonObject item, string[] keys)
    {
        var key = new JsonObject();
        foreach (var name in keys)
        {
            key[name] = item[name]?.DeepClone() ?? (name == "protocol" ? "TCP" : null);
        }

        return key.ToJsonString();
    }

    private static void Collect(JsonNode? tree, string path, HashSet<string> paths)
    {
        if (tree is not JsonObject { Count: > 0 } map)
        {
            if (path.Length > 0)
            {
                paths.Add(path);
            }

            return;
        }

        foreach (var (key, next) in map)
        {
            Collect(next, path.Length == 0 ? key : $"{path}{Separator}{key}", paths);
        }
    }
}
