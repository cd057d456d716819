using Kaos.A2A;

namespace Kaos.Agent.Host.Tests.EndToEnd;

/// <summary>
/// The two dialogues of Kubernaut's roadmap, played for real: a client, KAOS, and a cluster, in processes of their own.
/// </summary>
[Collection(nameof(EndToEnd))]
public sealed class DialogueTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Seed", "4-7")]
    [Trait("Seed", "4-8")]
    [Trait("Seed", "4-9")]
    public async Task CheckoutService_JoinedFromTheWatch_IsRolledBackAndStaysWell()
    {
        using var folder = new PracticeFolder();
        using var http = new HttpClient();
        await using var kaos = await KaosProcess.StartAsync(folder.Path, "checkout-service", 10, Token);
        await kaos.SaidAsync("was handed over", Token);
        var caller = await Caller.ConnectAsync(http, kaos.Address, "checkout", Token);

        var first = await caller.SayAsync(
            "What's going on with checkout-service in prod-us-east? I see alerts firing.", Token);

        caller.State.ShouldBe(TaskState.InputRequired, kaos.Log);
        ShouldTell(first, "OOM kills in the last 30 minutes", "checkout-service-7b4d9", "512Mi", "623Mi", "03:14 UTC");
        ShouldTell(
            first, "cache size exceeded soft limit, disabling eviction", "checkout-config", "Not a traffic spike");
        ShouldTell(first, "Revert ConfigMap checkout-config to revision v42 (before 03:14 UTC)");
        var options = caller.Data["kaos.choices/v1"].GetProperty("options").EnumerateArray().ToList();
        options.Select(option => option.GetProperty("id").GetString()).Take(2)
            .ShouldBe(["restart-and-patch-memory", "rollback-config"]);
        options.Take(2).ShouldAllBe(option => option.GetProperty("risk").GetString() == "low");

        var triage = await http.GetStringAsync(new Uri(kaos.Address, "/v1/triage?namespace=shop"), Token);
        ShouldTell(
            triage, "\"status\":\"incidents\"", "\"causeCode\":\"config-change\"",
            "\"workflowId\":\"rollback-config\"");

        var ways = await caller.SayAsync("Makes sense. What can we do about it?", Token);

        caller.State.ShouldBe(TaskState.InputRequired);
        ShouldTell(ways, "restart-and-patch-memory", "rollback-config", "768Mi");

        var aside = await caller.SayAsync("How many replicas does checkout-service have?", Token);

        caller.State.ShouldBe(TaskState.InputRequired);
        ShouldTell(aside, "asks for 3 replicas");

        var rest = await caller.SayAsync("Go with rollback-config — the cache change wasn't approved.", Token);

        caller.State.ShouldBe(TaskState.Completed, rest);
        ShouldTell(rest, "1/3 ready", "2/3 ready", "3/3 ready", "5 minutes", "340Mi", "All clear");
        var map = await folder.GetAsync("/api/v1/namespaces/shop/configmaps/checkout-config", Token);
        map.GetProperty("metadata").GetProperty("annotations").GetProperty("config.example.com/revision").GetString()
            .ShouldBe("v42");
        map.GetProperty("data").GetProperty("CACHE_ON_SOFT_LIMIT").GetString().ShouldBe("evict");
        (await http.GetStringAsync(new Uri(kaos.Address, "/v1/incidents"), Token))
            .ShouldContain("\"state\":\"resolved\"");
    }

    [Fact]
    [Trait("Seed", "4-11")]
    public async Task PaymentGateway_FromASentenceAlone_IsTracedToTheDatabaseAndScaledBack()
    {
        using var folder = new PracticeFolder();
        using var http = new HttpClient();
        await using var kaos = await KaosProcess.StartAsync(folder.Path, "payment-gateway", 10, Token);
        var caller = await Caller.ConnectAsync(http, kaos.Address, "payments", Token);

        var first = await caller.SayAsync(
            "The payment processing in prod-eu-west feels sluggish since this morning. Customers are complaining about timeouts at checkout.",
            Token);

        caller.State.ShouldBe(TaskState.InputRequired, first + kaos.Log);
        ShouldTell(
            first, "payment-gateway", "120", "2.4", "07:58", "connection pool exhausted", "payment-db", "1 of 3",
            "07:55");
        var options = caller.Data["kaos.choices/v1"].GetProperty("options").EnumerateArray().ToList();
        options.Select(option => option.GetProperty("id").GetString()).Take(2)
            .ShouldBe(["scale-statefulset", "rollback-node-drain"]);
        options.Take(2).Select(option => option.GetProperty("risk").GetString()).ShouldBe(["low", "medium"]);

        var rest = await caller.SayAsync(
            "That makes sense, the infra team had a maintenance window. Go with scale-statefulset.", Token);

        caller.State.ShouldBe(TaskState.Completed, rest);
        ShouldTell(rest, "3/3 ready", "10 minutes", "180", "All clear");
        var database = await folder.GetAsync("/apis/apps/v1/namespaces/payments/statefulsets/payment-db", Token);
        database.GetProperty("spec").GetProperty("replicas").GetInt32().ShouldBe(3);
    }

    private static void ShouldTell(string text, params string[] facts)
    {
        foreach (var fact in facts)
        {
            text.ShouldContain(fact, Case.Insensitive);
        }
    }
}
