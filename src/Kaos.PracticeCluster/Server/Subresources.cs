using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Controllers;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Patches;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Server;

// scale and eviction.
internal sealed class Subresources(LiveCluster cluster)
{
    public Reply Answer(ApiRequest request, byte[] body)
    {
        if (!request.Type.Subresources.Any(sub => sub.Name == request.Subresource))
        {
            throw ApiFailure.NoSuchResource();
        }

        return request.Subresource switch
        {
            "scale" => Scale(request, body),
            "eviction" when request.Verb == "create" => Evict(request, body),
            _ => throw ApiFailure.MethodNotAllowed(),
        };
    }

    private Reply Scale(ApiRequest request, byte[] body)
    {
        var live = cluster.World.Get(request.Type, request.Namespace, request.Name)
            ?? throw ApiFailure.NotFound(request.Type, request.Name);
        if (request.Verb == "get")
        {
            return Reply.Json(View(live));
        }

        var media = request.Http.Request.ContentType?.Split(';')[0].Trim() ?? "";
        var content = ApiRequest.Parse(body, "patch");
        var next = (media, content) switch
        {
            ("application/json-patch+json", JsonArray operations) => JsonPatch.Apply(View(live), operations),
            (_, JsonObject map) when request.Verb is "patch" => Patches.Patch.Merge(View(live), map),
            (_, JsonObject whole) => whole,
            _ => throw ApiFailure.BadRequest("the body of the request is not a Scale"),
        };
        var replicas = next.Number("spec", "replicas");
        if (replicas < 0)
        {
            throw ApiFailure.Invalid(new ResourceType("autoscaling", "v1", "scales", "Scale",
                true)
            { Singular = "", Verbs = [] },
                request.Name, "spec.replicas", $"Invalid value: {replicas}: must be greater than or equal to 0");
        }

        if (next.Text("metadata", "resourceVersion") is { Length: > 0 } known
            && known != live.Text("metadata", "resourceVersion"))
        {
            throw ApiFailure.Conflict(request.Type, request.Name);
        }

        var target = live.Copy();
        target.Make("spec")["replicas"] = replicas;
        return Reply.Json(View(cluster.World.Write(request.Type, target, new Author(request.Manager, "Update", "scale"),
            request.DryRun)));
    }

    private Reply Evict(ApiRequest request, byte[] body)
    {
        var pod = cluster.World.Get(ResourceTypes.Pods, request.Namespace, request.Name)
            ?? throw ApiFailure.NotFound(ResourceTypes.Pods, request.Name);
        var options = (ApiRequest.Parse(body, "body") as JsonObject).Map("deleteOptions") ?? [];
        foreach (var budget in cluster.World.Store.List(ResourceTypes.Budgets, request.Namespace).Where(budget =>
            Selectors.Matches(budget.At("spec", "selector"), pod.Labels("metadata", "labels"))))
        {
            // A pod that is not ready protects nobody: it may always go.
            if (Owners.IsReady(pod) && budget.Number("status", "disruptionsAllowed") <= 0)
            {
                throw ApiFailure.Budget(budget.Text("metadata", "name"), budget.Number("status", "desiredHealthy"),
                    BudgetController.Pods(cluster.World, budget).Count(Owners.IsReady));
            }
        }

        var dry = request.DryRun || options.At("dryRun") is JsonArray { Count: > 0 };
        cluster.World.Delete(Owners.KeyOf(ResourceTypes.Pods, pod), options.Has("gracePeriodSeconds")
            ? options.Number("gracePeriodSeconds") : null, dry: dry);
        return Reply.Json(new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["code"] = 201,
        }, 201);
    }

    private static JsonObject View(JsonObject live)
    {
        var metadata = new JsonObject();
        foreach (var field in new[] { "name", "namespace", "uid", "resourceVersion", "creationTimestamp" })
        {
            metadata[field] = live.Text("metadata", field);
        }

        return new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["replicas"] = live.Number("spec", "replicas") },
            ["status"] = new JsonObject
            {
                ["replicas"] = live.Number("status", "replicas"),
                ["selector"] = Selectors.Text(live.At("spec", "selector")),
            },
        };
    }
}
