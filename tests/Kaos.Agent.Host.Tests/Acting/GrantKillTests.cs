using Kaos.Contracts.Plans;

namespace Kaos.Agent.Host.Tests.Acting;

/// <summary>SIGKILL while a grant is out: each write once at most, and nothing of the grant left.</summary>
[Collection(nameof(EndToEnd))]
public sealed class GrantKillTests
{
    private const string Map = "PATCH /api/v1/namespaces/shop/configmaps/checkout-config";
    private const string Deployment = "PATCH /apis/apps/v1/namespaces/shop/deployments/checkout-service";

    // In the order in which they happen.
    private static readonly string[] Deaths =
        ["chosen-alone", "gate-judged", "grant-taken", "step-intended", "step-written", "step-completed",
            "watch-started", "verified"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kaos_KilledWithAGrantOut_GoesOnWithItAndLeavesNone()
    {
        await using var cluster = await EarnedClass.ClusterAsync(Maturity.Act, Token);
        foreach (var kind in Deaths)
        {
            await using var doomed = await cluster.StartKaosAsync(Maturity.Act, Token, killAt: kind);
            await doomed.DeadAsync(kind, Token);
            (await cluster.Bench.PartsAsync()).Count.ShouldBe(kind is "chosen-alone" or "gate-judged" ? 0 : 4, kind);
        }

        await using var kaos = await cluster.StartKaosAsync(Maturity.Act, Token);
        using var service = new Faults.Service(kaos.Address);
        var ended = (await service.EventAsync(await service.SessionAsync(Token), "session-ended", Token)).Event;

        ended["outcome"]!.GetValue<string>().ShouldBe("resolved", kaos.Log);
        cluster.Wire.Taken.ShouldBe([Map, Deployment]);
        await cluster.NoGrantLeftAsync();
    }

    [Fact]
    public async Task Kaos_DeadForLong_TheBrokerTakesItsGrantBack_AndTheNextKaosAsksForAnother()
    {
        await using var cluster = await EarnedClass.ClusterAsync(
            Maturity.Act, Token, longestGrant: TimeSpan.FromMinutes(10));
        await using var doomed = await cluster.StartKaosAsync(Maturity.Act, Token, killAt: "grant-taken");
        await doomed.DeadAsync("grant-taken", Token);
        (await cluster.Bench.PartsAsync()).ShouldNotBeEmpty();

        await cluster.NoGrantLeftAsync();

        cluster.Wire.Writes.ShouldBeEmpty();
        await using var kaos = await cluster.StartKaosAsync(Maturity.Act, Token);
        using var service = new Faults.Service(kaos.Address);
        await service.EventAsync(await service.SessionAsync(Token), "session-ended", Token);
        cluster.Wire.Taken.ShouldBe([Map, Deployment], kaos.Log);
        await cluster.NoGrantLeftAsync();
    }

    [Fact]
    public async Task Broker_KilledBeforeAndAfterItGave_IsWaitedForAndLeavesNone()
    {
        await using var cluster = await EarnedClass.ClusterAsync(Maturity.Act, Token);
        await cluster.Broker!.KillAsync();
        await using var kaos = await cluster.StartKaosAsync(Maturity.Act, Token);
        using var service = new Faults.Service(kaos.Address);
        await kaos.SaidAsync("was handed over", Token);
        var session = await service.SessionAsync(Token);
        await service.EventAsync(session, "gate-judged", Token);
        await cluster.StartBrokerAsync(Token);

        await service.EventAsync(session, "grant-taken", Token);
        await cluster.Broker!.KillAsync();
        var ended = (await service.EventAsync(session, "session-ended", Token)).Event;

        ended["outcome"]!.GetValue<string>().ShouldBe("resolved", kaos.Log);
        cluster.Wire.Taken.ShouldBe([Map, Deployment]);
        (await cluster.Bench.PartsAsync()).ShouldNotBeEmpty();
        await cluster.StartBrokerAsync(Token);
        await cluster.NoGrantLeftAsync();
    }
}
