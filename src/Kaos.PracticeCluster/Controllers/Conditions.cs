using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Controllers;

internal static class Conditions
{
    // Sets a condition; the transition time moves only when the status does.
    public static void Set(
        JsonObject item, string type, string status, string reason, string message, DateTimeOffset now,
        bool updates = false)
    {
        var holder = item.Make("status");
        if (holder["conditions"] is not JsonArray list)
        {
            list = [];
            holder["conditions"] = list;
        }

        var known = list.OfType<JsonObject>().FirstOrDefault(condition => condition.Text("type") == type);
        if (known is not null && known.Text("status") == status && known.Text("reason") == reason
            && known.Text("message") == message)
        {
            return;
        }

        var moved = known is null || known.Text("status") != status;
        var transition = moved ? Json.Stamp(now) : known.Text("lastTransitionTime");
        var next = new JsonObject { ["type"] = type, ["status"] = status };
        if (updates)
        {
            next["lastUpdateTime"] = Json.Stamp(now);
        }

        next["lastTransitionTime"] = transition;
        next["reason"] = reason;
        next["message"] = message;
        if (known is null)
        {
            list.Add(next);
        }
        else
        {
            list[list.IndexOf(known)] = next;
        }
    }

    public static void Remove(JsonObject item, string type)
    {
        if (item.At("status", "conditions") is JsonArray list
            && list.OfType<JsonObject>().FirstOrDefault(condition => condition.Text("type") == type) is { } found)
        {
            list.Remove(found);
            if (list.Count == 0)
            {
                item.Make("status").Remove("conditions");
            }
        }
    }

    // Sets a count that the real server leaves out when it is zero.
    public static void Count(JsonObject status, string field, int count)
    {
        if (count == 0)
        {
            status.Remove(field);
        }
        else
        {
            status[field] = count;
        }
    }
}
