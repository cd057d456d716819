using System.Net;
using System.Text.Json.Nodes;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Host.Tests.Acting;

/// <summary>
/// Whole processes: a broker, a KAOS under the account that deploy/k8s gives it, and an API server. What is written is
/// counted on the wire, and whose rights it was written with is the API server's word.
/// </summary>
[Collection(nameof(Faults))]
public sealed class ActingTests
{
    private const string Map = "PATCH /api/v1/namespaces/shop/configmaps/checkout-config";
    private const string Deployment = "PATCH /apis/apps/v1/namespaces/shop/deployments/checkout-service";
    private const string Alert =
        """{"version":"4","status":"firing","alerts":[{"status":"firing","labels":{"alertname":"KubePodCrashLooping","severity":"critical","namespace":"shop","deployment":"checkout-service"},"annotations":{"summary":"again"},"startsAt":"2026-03-01T04:00:00Z","fingerprint":"again"}]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Approved_OverTheBroker_WritesThePlanWithItsGrantAndLeavesNone()
    {
        await using var cluster = await EarnedAsync(Maturity.Approve);
        await using var kaos = await cluster.StartKaosAsync(Maturity.Act, Token);
        using var service = new Faults.Service(kaos.Address);
        await kaos.SaidAsync("was handed over", Token);
        var session = await service.SessionAsync(Token);
        await service.EventAsync(session, "choices-offered", Token);
        cluster.Wire.Writes.ShouldBeEmpty();

        (await service.ChooseAsync(session, "rollback-config", Token)).Status.ShouldBe(HttpStatusCode.Accepted);

        var ended = (await service.EventAsync(session, "session-ended", Token)).Event;
        ended["outcome"]!.GetValue<string>().ShouldBe("resolved", kaos.Log);
        cluster.Wire.Writes.ShouldBe([Map, Deployment]);
        cluster.Wire.Taken.ShouldBe([Map, Deployment]);
        await GrantReturnedAsync(service, session, "person:local");
        await cluster.NoGrantLeftAsync();
    }

    [Fact]
    public async Task Act_ChoosesByItself_WritesThePlanAndNothingElse_AndCloses()
    {
        await using var cluster = await EarnedAsync(Maturity.Act);
        await using var kaos = await cluster.StartKaosAsync(Maturity.Act, Token);
        using var service = new Faults.Service(kaos.Address);
        await kaos.SaidAsync("was handed over", Token);
        var session = await service.SessionAsync(Token);

        var (_, chosen) = await service.EventAsync(session, "chosen-alone", Token);
        var ended = (await service.EventAsync(session, "session-ended", Token)).Event;

        chosen["by"]!["name"]!.GetValue<string>().ShouldBe("kaos");
        chosen["optionId"]!.GetValue<string>().ShouldBe("rollback-config");
        chosen["level"]!.GetValue<string>().ShouldBe("act");
        chosen["policyDigest"]!.GetValue<string>().Length.ShouldBe(64);
        chosen["evidence"]!.AsArray().ShouldNotBeEmpty();
        ended["outcome"]!.GetValue<string>().ShouldBe("resolved", kaos.Log);
        cluster.Wire.Writes.ShouldBe([Map, Deployment]);
        cluster.Wire.Taken.ShouldBe([Map, Deployment]);
        (await service.NarrationAsync(session, Token)).ShouldContain("I take rollback-config by myself. The class ");
        await GrantReturnedAsync(service, session, "system:kaos");
        await cluster.NoGrantLeftAsync();
    }

    // The same class, the same past: without a broker nothing is chosen, and it is said why.
    [Fact]
    public async Task Act_WithoutABroker_StaysOffAndSaysSo()
    {
        await using var cluster = await EarnedAsync(Maturity.Act);
        await cluster.StopBrokerAsync();
        await using var kaos = await cluster.StartKaosAsync(Maturity.Act, Token);
        using var service = new Faults.Service(kaos.Address);
        await kaos.SaidAsync("was handed over", Token);
        var session = await service.SessionAsync(Token);

        var (_, offered) = await service.EventAsync(session, "choices-offered", Token);

        SaidOfMaturity(offered, "rollback-config").ShouldContain("Act stays off: no grant broker is installed");
        cluster.Wire.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Act_ThatDoesNotHelp_IsUndone_TheClassFalls_AndTheNextOneAsks()
    {
        await using var cluster = await EarnedAsync(Maturity.Act);
        await using var kaos = await cluster.StartKaosAsync(Maturity.Act, Token);
        using var service = new Faults.Service(kaos.Address);
        await kaos.SaidAsync("was handed over", Token);
        var session = await service.SessionAsync(Token);
        await service.EventAsync(session, "watch-started", Token);

        // Somebody takes the memory away meanwhile: it is killed again.
        await LimitAsync(cluster, "100Mi");
        var ended = (await service.EventAsync(session, "session-ended", Token)).Event;

        ended["outcome"]!.GetValue<string>().ShouldBe("rolled-back", await service.NarrationAsync(session, Token));
        cluster.Wire.Taken.ShouldBe([Map, Deployment, Map, Deployment]);
        await cluster.NoGrantLeftAsync();
        var fallen = await service.UntilAsync(
            "/v1/maturity", page =>
                page["items"]!.AsArray().Any(item => item!["level"]?.GetValue<string>() == "approve"), Token);
        fallen.ToJsonString().ShouldContain("Lowered at once");

        await kaos.KillAsync();
        await NextOneAsksAsync(cluster.Data);
    }

    // A cluster where the same trouble is, as it was before anybody touched it.
    private static async Task NextOneAsksAsync(string data)
    {
        await using var cluster = await BrokeredCluster.StartAsync(30, Token);
        await cluster.StartBrokerAsync(Token);
        await using var kaos = await cluster.StartKaosAsync(Maturity.Act, Token, data: data);
        using var service = new Faults.Service(kaos.Address);
        var before = (await service.GetAsync("/v1/incidents", Token)).Body["items"]!.AsArray().Count;
        await service.PostAsync("/v1/signals/alertmanager", Alert, Token);
        await service.UntilAsync("/v1/incidents", page => page["items"]!.AsArray().Count > before, Token);

        var (_, offered) = await service.EventAsync(await service.SessionAsync(Token), "choices-offered", Token);

        SaidOfMaturity(offered, "rollback-config").ShouldContain("is at Approve");
        cluster.Wire.Writes.ShouldBeEmpty();
    }

    private static Task<BrokeredCluster> EarnedAsync(Maturity level) => EarnedClass.ClusterAsync(level, Token);

    private static async Task GrantReturnedAsync(Faults.Service service, string session, string who)
    {
        var grants = await service.UntilAsync(
            "/v1/grants", page =>
                page["items"]!.AsArray().All(item => item!["state"]!.GetValue<string>() == "returned"), Token);
        var grant = grants["items"]!.AsArray().ShouldHaveSingleItem()!;
        grant["sessionId"]!.GetValue<string>().ShouldBe(session);
        grant["grant"]!.GetValue<string>().ShouldStartWith("kaos-grant-");
        grant.ToJsonString().ShouldContain(who);
    }

    /// <summary>What the gate's rule of that name said of the plan.</summary>
    private static string SaidOfMaturity(JsonNode offered, string workflow) => offered["plans"]!.AsArray()
        .Single(plan => plan!["workflowId"]!.GetValue<string>() == workflow)!["policy"]!.AsArray()
        .Single(verdict => verdict!["rule"]!.GetValue<string>() == "maturity")!["reason"]!.GetValue<string>();

    private static async Task LimitAsync(BrokeredCluster cluster, string memory)
    {
        var (code, answer) = await cluster.Bench.ClusterAsync(
            "PATCH", "/apis/apps/v1/namespaces/shop/deployments/checkout-service", null,
            """{"spec":{"template":{"spec":{"containers":[{"name":"checkout-service","resources":{"requests":{"memory":"AMOUNT"},"limits":{"memory":"AMOUNT"}}}]}}}}"""
                .Replace("AMOUNT", memory, StringComparison.Ordinal),
            "application/strategic-merge-patch+json");
        code.ShouldBe(200, answer?.ToJsonString());
    }
}
