using System.Net;

namespace Kaos.Agent.Host.Tests.Faults;

/// <summary>An API server that does not answer, or does not let KAOS in: said, survived, recovered from.</summary>
[Collection(nameof(Faults))]
public sealed class UnreachableTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ApiServer_AwayAtStart_IsSaid_AndFoundWhenItComes_AndMissedWhenItGoes()
    {
        await using var cluster = await RealCluster.StartAsync("checkout-service", 10, Token);
        await cluster.Wire.CutAsync();
        await using var kaos = await cluster.StartKaosAsync(Token);
        using var service = new Service(kaos.Address);

        var o = new List<string>();
        o.Add((await service.GetAsync("/v1/incidents", Token)).ToString());
        o.Add((await service.GetAsync("/readyz", Token)).ToString());
        o.Add((await service.PostAsync("/v1/signals", """{"text":"Is anything wrong?"}""", Token)).ToString());
        o.Add((await service.PostAsync("/v1/signals", """{"text":"checkout-service is down"}""", Token)).ToString());
        o.Add((await service.PostAsync("/v1/signals", """{"text":"list pods in shop"}""", Token)).ToString());
        o.Add((await service.PostAsync("/v1/signals", """{"subject":{"kind":"Deployment","namespace":"shop","name":"checkout-service"},"symptom":"oom-killed","text":"x"}""", Token)).ToString());
        await cluster.Wire.MendAsync(Token);
        await kaos.SaidAsync("was handed over", Token);
        var session = await service.SessionAsync(Token);
        var (s, _) = await service.EventAsync(session, "choices-offered", Token);
        o.Add((await service.GetAsync("/v1/incidents", Token)).ToString());
        o.Add((await service.GetAsync("/readyz", Token)).ToString());
        await cluster.Wire.CutAsync();
        o.Add((await service.ChooseAsync(session, "rollback-config", Token)).ToString());
        await service.EventAsync(session, "gate-judged", Token, s);
        o.Add(await service.NarrationAsync(session, Token));
        await Task.Delay(4000);
        o.Add((await service.GetAsync("/v1/incidents", Token)).ToString());
        o.Add((await service.GetAsync("/readyz", Token)).ToString());
        o.Add((await service.PostAsync("/v1/signals", """{"text":"list pods in shop"}""", Token)).ToString());
        o.Add((await service.PostAsync("/v1/signals", """{"text":"payments is down"}""", Token)).ToString());
        await Task.Delay(4000);
        o.Add((await service.GetAsync("/v1/incidents", Token)).ToString());
        o.Add(kaos.Log);
        File.WriteAllText("/tmp/f1/out.txt", string.Join("\n\n", o));
    }
}
