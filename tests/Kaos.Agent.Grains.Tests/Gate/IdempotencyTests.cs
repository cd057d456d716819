using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Tests.Gate;

/// <summary>The idempotency rules of the operator that KAOS is modelled on, a row each (seed row 1-18).</summary>
[Trait("Seed", "1-18")]
public sealed class IdempotencyTests
{
    private const string PodPath = "/api/v1/namespaces/shop/pods/debug";

    private static readonly Dictionary<string, Rule> Table = new()
    {
        ["Any resource: looked for first, then changed in place with a warning about what is overwritten"] = new(
            new(
                "apply", Samples.Settings,
                Samples.Facts(("manifest", """{"kind":"ConfigMap","data":{"mode":"slow"}}"""))),
            ScriptedApi.PathOf("ConfigMap", "web-config"), plan =>
            {
                plan.Warnings.ShouldContain(warning =>
                    warning.Contains("exists already: the fields that the manifest names are overwritten"));
                plan.Steps[0].Patch.ShouldNotContain("\"path\":\"\"");
            }),
        ["Pod: the one that exists is reported, and no second one is made"] = new(
            new(
                "apply", new("Pod", "shop", "debug"),
                Samples.Facts(("manifest", """{"kind":"Pod","spec":{"containers":[]}}"""))),
            PodPath, null),
        ["Scale: present replicas are read, and the new number is confirmed by a person"] = new(
            new("scale", Samples.Db, Samples.Facts(("replicas", "3"))),
            ScriptedApi.PathOf("StatefulSet", "db"), plan =>
            {
                var review = plan.Reviews!.Value.ShouldHaveSingleItem();
                (review.Type, review.CurrentReplicas, review.TargetReplicas).ShouldBe(("scale_plan_review", 1, 3));
            }),
    };

    public static TheoryData<string> Rows => [.. Table.Keys];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Row_OfTheTable_Holds_AndTheSameAgainIsSaidToBeSoAlready(string row)
    {
        var rule = Table[row];
        await using var bench = await StartAsync();
        var read = new List<string>();
        bench.Api.AfterRead = read.Add;

        var offer = await OfferAsync(bench, rule.Request);

        read.ShouldContain(rule.Path);
        bench.Api.Writes.ShouldBeEmpty();
        if (rule.Check is { } check)
        {
            var plan = offer.Plans.ShouldHaveSingleItem();
            check(plan);
            (await bench.Gate.JudgeAsync(plan, Consent.None, Token)).Effect.ShouldBe(Effect.Ask);
            (await bench.Gate.WriteAsync(plan, 0, undo: false, Token)).Result.ShouldBe(StepResult.Written);
            (await bench.Gate.WriteAsync(plan, 0, undo: false, Token)).Result.ShouldBe(StepResult.Already);
            bench.Api.Writes.Count().ShouldBe(1);
            offer = await OfferAsync(bench, rule.Request);
        }

        offer.Plans.ShouldBeEmpty();
        offer.IsDone.ShouldBeTrue();
        offer.NotOffered.ShouldHaveSingleItem().Why.ShouldContain("already");
    }

    private static Task<GateBench> StartAsync() => GateBench.StartAsync(
    [
        (ScriptedApi.PathOf("ConfigMap", "web-config"), Samples.ConfigMap()),
        (ScriptedApi.PathOf("StatefulSet", "db"), Samples.StatefulSet()),
        (PodPath, (JsonObject)JsonNode.Parse("""{ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "debug", "namespace": "shop", "uid": "u-debug" } }""")!),
    ]);

    private static Task<Offer> OfferAsync(GateBench bench, ChangeRequest request) =>
        bench.Planner.OfferRequestAsync("shop", "practice", request, Samples.ConfigChange(), Token);

    private sealed record Rule(ChangeRequest Request, string Path, Action<Plan>? Check);
}
