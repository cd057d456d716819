using System.Net;
using System.Text.Json.Nodes;

namespace Kaos.Agent.Host.Tests.Faults;

/// <summary>An API server that does not answer, or does not let KAOS in: said, survived, recovered from.</summary>
[Collection(nameof(Faults))]
public sealed class UnreachableTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ApiServer_AwayAtStart_IsSaid_FoundWhenItComes_AndMissedWhenItGoes()
    {
        await using var cluster = await RealCluster.StartAsync("checkout-service", 10, Token);
        await cluster.Wire.CutAsync();
        await using var kaos = await cluster.StartKaosAsync(Token);
        using var service = new Service(kaos.Address);

        await AwayAsync(service);
        await EndsHonestlyAsync(service);

        await cluster.Wire.MendAsync(Token);
        await kaos.SaidAsync("was handed over", Token);
        var session = await service.SessionAsync(Token);
        var (offered, _) = await service.EventAsync(session, "choices-offered", Token);
        await service.UntilAsync("/readyz", Clear, Token);
        (await service.GetAsync("/v1/incidents", Token)).Body["notChecked"].ShouldBeNull();

        await cluster.Wire.CutAsync();
        await service.ChooseAsync(session, "rollback-config", Token);
        await service.EventAsync(session, "gate-judged", Token, offered);
        (await service.NarrationAsync(session, Token))
            .ShouldContain("checkout-config could not be read just now, so look at it first.");
        await service.UntilAsync("/readyz", ready => !Clear(ready), Token);
        (await SayAsync(service, "list pods in shop"))
            .ShouldContain("Not everything could be read, so this may be wrong or incomplete");
        (await service.GetAsync("/v1/incidents", Token)).Body["notChecked"]![0]!["why"]!.GetValue<string>()
            .ShouldContain("last known from");

        await cluster.Wire.MendAsync(Token);
        await service.UntilAsync("/readyz", Clear, Token);
        (await SayAsync(service, "list pods in shop")).ShouldNotContain("could be read");
        kaos.Log.ShouldNotContain("Exception");
        cluster.Wire.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Token_ThatExpired_IsSaid_AndARenewedOneIsTaken()
    {
        await using var cluster = await RealCluster.StartAsync("healthy", 10, Token);
        cluster.Wire.Refusal = HttpStatusCode.Unauthorized;
        var (code, output, error) = await Command.RunAsync(cluster.Kubeconfig, Token, "triage", "--output", "json");
        (code, error).ShouldBe((2, ""));
        JsonNode.Parse(output)!["status"]!.GetValue<string>().ShouldBe("unknown");
        output.ShouldContain("sign in again or renew the token");

        await using var kaos = await cluster.StartKaosAsync(Token);
        using var service = new Service(kaos.Address);
        (await service.GetAsync("/v1/incidents", Token)).Body["notChecked"]!.ToJsonString()
            .ShouldContain("sign in again or renew the token");

        cluster.Wire.Refusal = null;
        await service.UntilAsync("/readyz", Clear, Token);
        (await service.GetAsync("/v1/incidents", Token)).Body.ToJsonString().ShouldBe("""{"items":[]}""");
        (await Command.RunAsync(cluster.Kubeconfig, Token, "triage")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task Triage_OfAClusterThatIsAway_IsUnknown()
    {
        await using var cluster = await RealCluster.StartAsync("healthy", 10, Token);
        await cluster.Wire.CutAsync();

        var (code, output, error) = await Command.RunAsync(cluster.Kubeconfig, Token, "triage");

        code.ShouldBe(2);
        output.ShouldStartWith(
            "No incident was found, but it cannot be told whether all is well: something that matters could not be read.");
        (output + error).ShouldContain("Connection refused");
        (output + error).ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Rights_ThatAreMissing_AreNamedWithEveryAnswer()
    {
        await using var cluster = await RealCluster.StartAsync("restricted", 10, Token);
        await using var kaos = await cluster.StartKaosAsync(Token);
        using var service = new Service(kaos.Address);
        await kaos.SaidAsync("was handed over", Token);
        var session = await service.SessionAsync(Token);
        await service.EventAsync(session, "diagnosed", Token);

        var list = (await service.GetAsync("/v1/incidents", Token)).Body;
        list["items"]![0]!["causeCode"]!.GetValue<string>().ShouldBe("image-missing");
        list["notChecked"]!.AsArray().Select(part => part!["what"]!.GetValue<string>()).ShouldBe(["nodes"]);
        (await SayAsync(service, "list nodes")).ShouldContain("nodes (GET /api/v1/nodes");
        (await service.GetAsync("/readyz", Token)).Status.ShouldBe(HttpStatusCode.OK);
        var (code, output, _) = await Command.RunAsync(cluster.Kubeconfig, Token, "triage", "--output", "json");
        code.ShouldBe(1);
        JsonNode.Parse(output)!["notChecked"]!.AsArray()
            .ShouldContain(part => part!["what"]!.GetValue<string>() == "nodes");
    }

    private static async Task AwayAsync(Service service)
    {
        var (status, list) = await service.GetAsync("/v1/incidents", Token);
        status.ShouldBe(HttpStatusCode.OK);
        list["items"]!.AsArray().ShouldBeEmpty();
        list["notChecked"]![0]!["why"]!.GetValue<string>().ShouldContain("cannot be reached");
        var (ready, checks) = await service.GetAsync("/readyz", Token);
        ready.ShouldBe(HttpStatusCode.OK);
        Clear(checks).ShouldBeFalse();
        (await SayAsync(service, "list pods in shop")).ShouldContain("Not everything could be read");
        (await SayAsync(service, "checkout-service is down")).ShouldContain("Not everything could be read");
    }

    private static async Task EndsHonestlyAsync(Service service)
    {
        var (_, taken) = await service.PostAsync(
            "/v1/signals",
            """{"subject":{"kind":"Deployment","namespace":"shop","name":"cart"},"symptom":"oom-killed","text":"it dies"}""", Token);
        var (_, ended) = await service.EventAsync(taken["sessionId"]!.GetValue<string>(), "session-ended", Token);
        ended["outcome"]!.GetValue<string>().ShouldBe("unknown");
        ended["text"]!.GetValue<string>().ShouldContain("cannot be reached");

        // The incident hears of it from its session, a moment later.
        await service.UntilAsync(
            $"/v1/incidents/{taken["incidentId"]!.GetValue<string>()}",
            static incident =>
                incident["summary"]!.GetValue<string>().Contains("I do not know the cause. Not looked at:"), Token);
    }

    private static bool Clear(JsonNode ready) =>
        ready["checks"]!.AsArray()
            .Single(check => check!["name"]!.GetValue<string>() == "clusters")!["ok"]!.GetValue<bool>();

    private static async Task<string> SayAsync(Service service, string text) =>
        (await service.PostAsync("/v1/signals", $$"""{"text":"{{text}}"}""", Token)).Body["text"]!.GetValue<string>();
}
