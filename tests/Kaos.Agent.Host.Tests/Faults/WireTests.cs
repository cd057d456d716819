using System.Net;
using System.Text.Json.Nodes;
using Kaos.A2A;
using Kaos.Agent.Host.Tests.EndToEnd;

namespace Kaos.Agent.Host.Tests.Faults;

/// <summary>What is written is counted where it cannot be hidden: on the wire to the API server.</summary>
[Collection(nameof(Faults))]
public sealed class WireTests
{
    private const string Map = "PATCH /api/v1/namespaces/shop/configmaps/checkout-config";
    private const string Deployment = "PATCH /apis/apps/v1/namespaces/shop/deployments/checkout-service";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [Trait("Seed", "4-26")]
    [InlineData("observe")]
    [InlineData("propose")]
    public async Task WholeDialogue_UnderThisCeiling_WritesNothing(string ceiling)
    {
        await using var cluster = await RealCluster.StartAsync("checkout-service", 30, Token);
        await using var kaos = await cluster.StartAsPracticeAsync(
            Token, cluster.Policy($"{{ name: low, ceiling: {ceiling} }}"));
        using var service = new Service(kaos.Address);
        await kaos.SaidAsync("was handed over", Token);
        using var http = new HttpClient();
        var caller = await Caller.ConnectAsync(http, kaos.Address, "wire", Token);

        await caller.SayAsync("What's going on with checkout-service? I see alerts firing.", Token);
        await caller.SayAsync("What can we do about it?", Token);
        (await caller.SayAsync("Go with rollback-config.", Token)).ShouldContain("Nothing was written");
        var session = await service.SessionAsync(Token);
        var hash = Hash((await service.EventAsync(session, "choices-offered", Token)).Event);
        await service.PostAsync($"/v1/approvals/{hash}", """{"decision":"override","reason":"now"}""", Token);
        await caller.SayAsync("approve", Token);
        await caller.SayAsync("Do nothing.", Token);

        caller.State.ShouldNotBe(TaskState.Working, kaos.Log);
        cluster.Wire.Writes.ShouldBeEmpty();
        cluster.Wire.DryRuns.ShouldNotBeEmpty();
    }

    [Fact]
    [Trait("Seed", "1-7")]
    public async Task WholeDialogue_Approved_WritesThePlanAndNothingElse()
    {
        await using var cluster = await RealCluster.StartAsync("checkout-service", 30, Token);
        await using var kaos = await cluster.StartAsPracticeAsync(Token);
        using var service = new Service(kaos.Address);
        await kaos.SaidAsync("was handed over", Token);

        var ended = await ChooseAsync(service);

        ended["outcome"]!.GetValue<string>().ShouldBe("resolved", kaos.Log);
        cluster.Wire.Writes.ShouldBe([Map, Deployment]);
        cluster.Wire.Taken.ShouldBe([Map, Deployment]);
    }

    [Theory]
    [InlineData(1, nameof(WireFaultKind.Refused))]
    [InlineData(2, nameof(WireFaultKind.CutBefore))]
    [InlineData(1, nameof(WireFaultKind.CutAfter))]
    [InlineData(2, nameof(WireFaultKind.CutAfter))]
    public async Task ApiServer_FailingInTheMiddleOfAPlan_IsSentEachWriteOnce_AndAPersonIsCalled(int write, string kind)
    {
        await using var cluster = await RealCluster.StartAsync("checkout-service", 30, Token);
        await using var kaos = await cluster.StartAsPracticeAsync(Token);
        using var service = new Service(kaos.Address);
        await kaos.SaidAsync("was handed over", Token);
        cluster.Wire.Fault = new(write, Enum.Parse<WireFaultKind>(kind));

        var ended = await ChooseAsync(service);

        ended["outcome"]!.GetValue<string>().ShouldBeOneOf("escalated", "rolled-back");
        cluster.Wire.Writes.Take(write).ShouldBe(new[] { Map, Deployment }.Take(write));
        cluster.Wire.Writes.Count(sent => sent == Map)
            .ShouldBeLessThanOrEqualTo(ended["outcome"]!.GetValue<string>() == "rolled-back" ? 2 : 1);
        cluster.Wire.Writes.Count(sent => sent == Deployment).ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task TwoPlans_ForOneObject_ApprovedAtOnce_OneIsWrittenAndTheOtherMadeAgain()
    {
        await using var cluster = await RealCluster.StartAsync("checkout-service", 30, Token);
        await using var kaos = await cluster.StartAsPracticeAsync(Token);
        using var service = new Service(kaos.Address);
        await kaos.SaidAsync("was handed over", Token);
        string[] sessions = [await AskAsync(service, 4), await AskAsync(service, 5)];
        foreach (var session in sessions)
        {
            await service.EventAsync(session, "choices-offered", Token);
        }

        await Task.WhenAll(sessions.Select(session => service.ChooseAsync(session, "scale", Token)));

        var first = await Task.WhenAny(sessions.Select(session => FollowAsync(service, session, "step-written")));
        var winner = await first;
        var other = sessions.Single(session => session != winner);
        var (_, stale) = await service.EventAsync(other, "plan-went-stale", Token);
        stale["why"]!.GetValue<string>().ShouldContain("checkout-service");
        cluster.Wire.Taken.ShouldBe([Deployment]);
    }

    private static async Task<string> FollowAsync(Service service, string session, string type)
    {
        await service.EventAsync(session, type, Token);
        return session;
    }

    private static async Task<string> AskAsync(Service service, int replicas)
    {
        var (status, body) = await service.PostAsync(
            "/v1/requests",
            $$"""{ "verb": "scale", "kind": "deploy", "name": "checkout-service", "parameters": { "replicas": "{{replicas}}" } }""", Token);
        status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Accepted);
        return body["sessionId"]!.GetValue<string>();
    }

    private static async Task<JsonNode> ChooseAsync(Service service)
    {
        var session = await service.SessionAsync(Token);
        await service.EventAsync(session, "choices-offered", Token);
        (await service.ChooseAsync(session, "rollback-config", Token)).Status.ShouldBe(HttpStatusCode.Accepted);
        return (await service.EventAsync(session, "session-ended", Token)).Event;
    }

    private static string Hash(JsonNode choices) => choices["options"]!.AsArray()
        .Single(option => option!["id"]!.GetValue<string>() == "rollback-config")!["planHash"]!.GetValue<string>();
}
