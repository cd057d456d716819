using System.Net;
using System.Text.Json.Nodes;
using Kaos.Agent.Host.Tests.EndToEnd;

namespace Kaos.Agent.Host.Tests.Faults;

/// <summary>
/// What limits and judges KAOS survives SIGKILL: the brake's counts, the alerts that were heard, and what the watch has
/// told already.
/// </summary>
[Collection(nameof(Faults))]
public sealed class RememberedTests
{
    private const string Rule =
        "{ name: few, brake: { coolDown: 30m, attemptsPerDay: 1, incidentsAtOnce: 1000 } }\ntenants: [{ name: shop, tier: agentic }]";

    private const string Over =
        """{"version":"4","status":"resolved","alerts":[{"status":"resolved","labels":{"alertname":"KubePodCrashLooping","severity":"critical","namespace":"shop","deployment":"storefront"},"startsAt":"2026-03-01T04:00:00Z","fingerprint":"f1"}]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Restart_AfterSigkill_KeepsTheBrakeTheAlertsAndWhatWasTold()
    {
        await using var cluster = await RealCluster.StartAsync("checkout-service", 60, Token);
        string told;

        // Alertmanager itself cannot be asked, so that its webhook's word counts.
        string[] settings = [cluster.Policy(Rule), "--Alertmanager:Url=http://127.0.0.1:9"];
        await using (var first = await cluster.StartAsPracticeAsync(Token, settings))
        {
            using var service = new Service(first.Address);
            await first.SaidAsync("was handed over", Token);
            (await service.PostAsync("/v1/signals/alertmanager", Over, Token)).Status.ShouldBe(HttpStatusCode.OK);
            Of(await ScaleAsync(service, "cart", 4, "session-ended"), "session-ended")["outcome"]!.GetValue<string>()
                .ShouldBe("resolved", first.Log);
            told = ToldBy(first).First();
            await first.KillAsync();
        }

        await using var kaos = await cluster.StartAsPracticeAsync(Token, settings);
        using var again = new Service(kaos.Address);
        var braked = await ScaleAsync(again, "cart", 5, "gate-judged");
        var done = await ScaleAsync(again, "storefront", 4, "session-ended");

        Why(braked, "brake-attempts").ShouldBe(
            ("deny", "KAOS has tried 1 times in a day on Deployment/shop/cart; the limit is 1. A person takes over."));
        Why(braked, "brake-cool-down").Reason.ShouldMatch(
            @"^KAOS changed Deployment/shop/cart [0-9.]+ minutes ago; it cools down for 30\. local decided to go on\.$");
        Of(braked, "gate-judged")["effect"]!.GetValue<string>().ShouldBe("deny");
        Of(done, "session-ended")["outcome"]!.GetValue<string>().ShouldBe("resolved", kaos.Log);
        Of(done, "effect-measured")["effectiveness"]!["parts"]!.AsArray()
            .Single(part => part!["name"]!.GetValue<string>() == "alerts")!["text"]!.GetValue<string>()
            .ShouldBe("all that fired for storefront were told to be over");
        ToldBy(kaos).ShouldNotContain(told);
        cluster.Wire.Taken.Count.ShouldBe(2);
    }

    private static async Task<JsonArray> ScaleAsync(Service service, string workload, int to, string until)
    {
        var (_, taken) = await service.PostAsync(
            "/v1/requests",
            $$"""{ "verb": "scale", "kind": "deploy", "name": "{{workload}}", "parameters": { "replicas": "{{to}}" } }""",
            Token);
        var session = taken["sessionId"]!.GetValue<string>();
        await service.EventAsync(session, "choices-offered", Token);
        (await service.ChooseAsync(session, "scale", Token)).Status.ShouldBe(HttpStatusCode.Accepted);
        await service.EventAsync(session, until, Token);
        var (_, all) = await service.GetAsync($"/v1/sessions/{session}/events?pageSize=500", Token);
        return [.. all["items"]!.AsArray().Select(item => item!["event"]!.DeepClone())];
    }

    private static (string Effect, string Reason) Why(JsonArray events, string rule)
    {
        var verdict = Of(events, "gate-judged")["verdicts"]!.AsArray()
            .Single(one => one!["rule"]!.GetValue<string>() == rule)!;
        return (verdict["effect"]!.GetValue<string>(), verdict["reason"]!.GetValue<string>());
    }

    private static JsonNode Of(JsonArray events, string type) =>
        events.Single(fact => fact!["type"]!.GetValue<string>() == type)!;

    private static IEnumerable<string> ToldBy(KaosProcess kaos) => kaos.Log.Split('\n')
        .Where(line => line.Contains("was handed over", StringComparison.Ordinal))
        .Select(line => line[line.IndexOf("In ", StringComparison.Ordinal)..]);
}
