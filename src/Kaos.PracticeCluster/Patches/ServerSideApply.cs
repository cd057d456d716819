using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Patches;

// Server-side apply: what the manager says is set, what it no longer says is removed unless someone else owns it,
// and what someone else owns with another value is a conflict unless forced.
internal static class ServerSideApply
{
    public static JsonObject Apply(JsonObject? live, JsonObject applied, ResourceType type, Author author, bool force,
        DateTimeOffset now)
    {
        var said = FieldPaths.Of(applied);
        var target = live?.Copy() ?? [];
        if (live is not null)
        {
            var conflicts = ManagedFields.Conflicts(live, said, author);
            if (conflicts.Count > 0 && !force)
            {
                throw Conflict(conflicts);
            }

            foreach (var path in ManagedFields.OwnedBy(live, author)
                .Where(path => !said.ContainsKey(path) && !ManagedFields.OwnedByOthers(live, author, path)))
            {
                Remove(target, path.Split(FieldPaths.Separator));
            }
        }

        var next = StrategicPatch.Apply(target, applied);
        if (live is not null && force)
        {
            ManagedFields.Update(live, next, type.ApiVersion, author, now);
        }

        ManagedFields.Apply(live is not null && force ? next : live, next, FieldPaths.Applied(said.Keys),
            type.ApiVersion, author, now);
        return next;
    }

    private static void Remove(JsonNode? node, string[] path)
    {
        for (var i = 0; i < path.Length && node is not null; i++)
        {
            var step = path[i];
            var last = i == path.Length - 1 || path[i + 1] == ".";
            if (step.StartsWith("f:", StringComparison.Ordinal) && node is JsonObject map)
            {
                if (last && map[step[2..]] is not JsonObject and not JsonArray)
                {
                    map.Remove(step[2..]);
                }

                node = map[step[2..]];
            }
            else if (step.StartsWith("k:", StringComparison.Ordinal) && node is JsonArray list)
            {
                var key = JsonNode.Parse(step[2..]) as JsonObject ?? [];
                var item = list.OfType<JsonObject>()
                    .FirstOrDefault(one => key.All(pair => one.Text(pair.Key) == pair.Value.Text()));
                if (last && item is not null)
                {
                    list.Remove(item);
                }

                node = item;
            }
        }
    }

    private static ApiFailure Conflict(List<(string Manager, string ApiVersion, string Path)> conflicts)
    {
        var causes = conflicts.Select(conflict => (JsonNode)new JsonObject
        {
            ["reason"] = "FieldManagerConflict",
            ["message"] = $"conflict with \"{conflict.Manager}\" using {conflict.ApiVersion}",
            ["field"] = FieldPaths.Readable(conflict.Path),
        });
        var first = conflicts[0];
        var message = conflicts.Count == 1
            ? $"Apply failed with 1 conflict: conflict with \"{first.Manager}\" using {first.ApiVersion}: {FieldPaths.Readable(first.Path)}"
            : $"Apply failed with {conflicts.Count} conflicts: " + string.Join('\n', conflicts
                .GroupBy(conflict => (conflict.Manager, conflict.ApiVersion))
                .Select(group => $"conflicts with \"{group.Key.Manager}\" using {group.Key.ApiVersion}:\n"
                    + string.Join('\n', group.Select(conflict => $"- {FieldPaths.Readable(conflict.Path)}"))));
        return new ApiFailure(409, "Conflict", message, new JsonObject { ["causes"] = Json.Array(causes) });
    }
}
