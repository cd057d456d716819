using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Server;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.ControlPlane;

// componentstatuses: deprecated, computed when asked for, never stored.
internal sealed class ComponentStatuses(LiveCluster cluster)
{
    public Reply Answer(ApiRequest request)
    {
        var now = cluster.World.Now;
        JsonObject[] all =
        [
            Status("scheduler", cluster.Plane.Schedules(now)
                ? null
                : "Get \"https://127.0.0.1:10259/healthz\": dial tcp 127.0.0.1:10259: connect: connection refused"),
            Status("controller-manager", null),
            Status("etcd-0", cluster.Plane.Failing("etcd", now)),
        ];
        if (request.Verb == "list")
        {
            return Reply.Json(new JsonObject
            {
                ["kind"] = "ComponentStatusList",
                ["apiVersion"] = "v1",
                ["metadata"] = new JsonObject(),
                ["items"] = Json.Array(all),
            });
        }

        var one = all.FirstOrDefault(item => item.Text("metadata", "name") == request.Name)
            ?? throw ApiFailure.NotFound(request.Type, request.Name);
        one["kind"] = "ComponentStatus";
        one["apiVersion"] = "v1";
        return Reply.Json(one);
    }

    private static JsonObject Status(string name, string? trouble)
    {
        var condition = new JsonObject
        {
            ["type"] = "Healthy",
            ["status"] = trouble is null ? "True" : "False",
            ["message"] = trouble ?? "ok",
        };
        return new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name },
            ["conditions"] = new JsonArray(condition),
        };
    }
}
