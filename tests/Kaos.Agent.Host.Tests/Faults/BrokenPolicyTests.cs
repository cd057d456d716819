using System.Net;
using System.Text.Json.Nodes;

namespace Kaos.Agent.Host.Tests.Faults;

/// <summary>
/// A policy that is broken while KAOS runs: the last good one bounds and reads, nothing is written, and the log says
/// where it is broken; a mended one is in force at once.
/// </summary>
[Collection(nameof(Faults))]
public sealed class BrokenPolicyTests
{
    private const string Good =
        "{ name: shop, replicas: { min: 2, max: 6 }, brake: { incidentsAtOnce: 1000 } }\ntenants: [{ name: shop, tier: agentic }]";

    private const string Broken = "{ name: shop }\n  - { name: other, ceiling: approved }";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Policy_BrokenWhileRunning_LetsKaosProposeOnly_UntilItIsMended()
    {
        await using var cluster = await RealCluster.StartAsync("checkout-service", 60, Token);
        await using var kaos = await cluster.StartAsPracticeAsync(Token, cluster.Policy(Good));
        using var service = new Service(kaos.Address);
        var (session, _) = await ScaleAsync(service, "cart", 4);

        cluster.Policy(Broken);
        await service.ChooseAsync(session, "scale", Token);
        var (judged, no) = await service.EventAsync(session, "gate-judged", Token);
        var (bounded, _) = await ScaleAsync(service, "search", 9);
        var (_, refused) = await service.EventAsync(bounded, "session-ended", Token);
        var (_, read) = await service.PostAsync(
            "/v1/signals", """{"text":"How many replicas does cart have?","messageId":"m1"}""", Token);

        var (_, shown) = await service.GetAsync("/v1/policy", Token);

        shown["broken"]!.GetValue<string>().ShouldMatch(@"policy\.yaml, line 3:");
        shown["rules"]!.AsArray().Select(rule => rule!["name"]!.GetValue<string>()).ShouldBe(["shop"]);
        (no["effect"]!.GetValue<string>(), no["level"]!.GetValue<string>()).ShouldBe(("deny", "propose"));
        (await service.NarrationAsync(session, Token)).ShouldMatch(
            @"The policy cannot be read now, so KAOS may only propose: \S*policy\.yaml, line 3:");
        kaos.Log.ShouldMatch(
            @"The policy cannot be read: \S*policy\.yaml, line 3:.*may only propose until it is mended");
        refused["text"]!.GetValue<string>().ShouldContain("6");
        read["text"]!.GetValue<string>().ShouldContain("replica");
        cluster.Wire.Writes.ShouldBeEmpty();

        cluster.Policy(Good);
        (await service.ChooseAsync(session, "scale", Token)).Status.ShouldBe(HttpStatusCode.Accepted);
        var (_, ended) = await service.EventAsync(session, "session-ended", Token, judged);

        ended["outcome"]!.GetValue<string>().ShouldBe("resolved", kaos.Log);
        kaos.Log.ShouldContain("is read again");
        (await service.GetAsync("/v1/policy", Token)).Body["broken"].ShouldBeNull();
        cluster.Wire.Taken.ShouldBe(["PATCH /apis/apps/v1/namespaces/shop/deployments/cart"]);
    }

    private static async Task<(string Session, JsonNode? Offered)> ScaleAsync(Service service, string workload, int to)
    {
        var (_, taken) = await service.PostAsync(
            "/v1/requests",
            $$"""{ "verb": "scale", "kind": "deploy", "name": "{{workload}}", "parameters": { "replicas": "{{to}}" } }""",
            Token);
        var session = taken["sessionId"]!.GetValue<string>();
        return (session, to > 6 ? null : (await service.EventAsync(session, "choices-offered", Token)).Event);
    }
}
