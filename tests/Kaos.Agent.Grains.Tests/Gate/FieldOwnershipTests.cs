using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Contracts.Plans;
using Microsoft.AspNetCore.Http;

namespace Kaos.Agent.Grains.Tests.Gate;

/// <summary>
/// A field of somebody else's is written under conditions, with that somebody named, and never taken (seed row 0-12).
/// </summary>
public sealed class FieldOwnershipTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("patch-resources", "Deployment", "web", "kubectl-client-side-apply", "container=app",
        "memoryLimit=768Mi")]
    [InlineData("set-image", "Deployment", "web", "kubectl-client-side-apply", "container=app",
        "image=example.invalid/web:2")]
    [InlineData("scale", "StatefulSet", "db", "kubectl-scale", "replicas=3")]
    [InlineData("apply", "ConfigMap", "web-config", "kubectl-edit",
        """manifest={"kind":"ConfigMap","data":{"cache":"eviction=lru\n"}}""")]
    public async Task Write_OnFieldsOfSomebody_IsAConditionalPatchThatNamesThem(
        string action, string kind, string name, string manager, params string[] with)
    {
        await using var bench = await GateBench.StartAsync();
        var path = ScriptedApi.PathOf(kind, name);
        bench.Api.Change(path, live => live["metadata"]!["managedFields"] = new JsonArray(new JsonObject
        {
            ["manager"] = manager,
            ["operation"] = "Update",
            ["fieldsV1"] = new JsonObject { ["f:spec"] = new JsonObject(), ["f:data"] = new JsonObject() },
        }));
        var sent = new List<(string? Type, string Query)>();
        bench.Api.Script.Enqueue(http => Note(http, sent));
        var request = new ChangeRequest(
            action, new(kind, "shop", name),
            Samples.Facts([.. with.Select(pair => (pair.Split('=', 2)[0], pair.Split('=', 2)[1]))]));

        var plan =
            (await bench.Planner.OfferRequestAsync("shop", "practice", request, Samples.ConfigChange(),
                Token)).Plans.ShouldHaveSingleItem();
        var outcome = await bench.Gate.WriteAsync(plan, 0, undo: false, Token);

        plan.Steps[0].Managers.ShouldBe([manager]);
        PlanText.Of(plan).ShouldContain($"{kind}/shop/{name}. The fields were managed by {manager} before.");
        outcome.Result.ShouldBe(StepResult.Written, outcome.Text);
        outcome.Text.ShouldEndWith($"was changed. The fields were managed by {manager} before.");
        var (type, query) = sent.ShouldHaveSingleItem();
        type.ShouldNotBeNull().ShouldStartWith("application/json-patch+json");
        query.ShouldContain("fieldManager=kaos");
        query.ShouldNotContain("force");
        foreach (var operation in JsonNode.Parse(bench.Api.Writes.Single().Body)!.AsArray()
            .Where(one => one!["op"]!.ToString() is "replace" or "remove"))
        {
            // What is replaced was tested first, in the same patch.
            bench.Api.Writes.Single().Body.ShouldContain(
                $"{{\"op\":\"test\",\"path\":{operation!["path"]!.ToJsonString()}");
        }
    }

    private static Task<bool> Note(HttpContext http, List<(string? Type, string Query)> sent)
    {
        sent.Add((http.Request.ContentType, http.Request.QueryString.Value ?? ""));
        return Task.FromResult(false);
    }
}
