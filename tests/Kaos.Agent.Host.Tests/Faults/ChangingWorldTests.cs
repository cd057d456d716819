using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kaos.Agent.Host.Tests.EndToEnd;

namespace Kaos.Agent.Host.Tests.Faults;

/// <summary>
/// The world does not hold still: what was planned for another world is not written, what does not help is taken back.
/// </summary>
[Collection(nameof(Faults))]
public sealed class ChangingWorldTests
{
    private const string Map = "/api/v1/namespaces/shop/configmaps/checkout-config";
    private const string Deployment = "/apis/apps/v1/namespaces/shop/deployments/checkout-service";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Seed", "1-9")]
    [Trait("Seed", "3-18")]
    public async Task World_ThatChangesBeforeTheChoice_GetsNewPlans_AndOneThatFailsAfterIt_IsNotOverwritten()
    {
        using var folder = new PracticeFolder();
        await using var kaos = await KaosProcess.StartAsync(folder.Path, "checkout-service", 30, Token);
        using var service = new Service(kaos.Address);
        await kaos.SaidAsync("was handed over", Token);
        var session = await service.SessionAsync(Token);
        var (offered, choices) = await service.EventAsync(session, "choices-offered", Token);

        await PatchAsync(
            folder, "somebody", """{"data":{"CACHE_ON_SOFT_LIMIT":"disable","CACHE_SOFT_LIMIT":"900Mi"}}""");
        (await service.ChooseAsync(session, "rollback-config", Token)).Status.ShouldBe(HttpStatusCode.Accepted);
        var (again, anew) = await service.EventAsync(session, "choices-offered", Token, offered);
        var narration = await service.NarrationAsync(session, Token);
        narration.ShouldContain("I make the plans again");
        HashOf(anew).ShouldNotBe(HashOf(choices));
        (await folder.GetAsync(Map, Token)).GetProperty("data").GetProperty("CACHE_ON_SOFT_LIMIT").GetString()
            .ShouldBe("disable");

        (await service.ChooseAsync(session, "rollback-config", Token)).Status.ShouldBe(HttpStatusCode.Accepted);
        await service.EventAsync(session, "watch-started", Token, again);
        (await folder.GetAsync(Map, Token)).GetProperty("data").GetProperty("CACHE_ON_SOFT_LIMIT").GetString()
            .ShouldBe("evict");
        await PatchAsync(folder, "somebody-else", """{"data":{"CACHE_ON_SOFT_LIMIT":"disable-eviction"}}""");
        await RestartAsync(folder);
        var (_, verified) = await service.EventAsync(session, "verified", Token, again);
        verified["ok"]!.GetValue<bool>().ShouldBeFalse(verified.ToJsonString());
        verified["text"]!.GetValue<string>().ShouldContain("checkout-config is no longer as it was written");
        var (_, ended) = await service.EventAsync(session, "session-ended", Token, again);

        ended["outcome"]!.GetValue<string>().ShouldBe("escalated");
        ended["text"]!.GetValue<string>().ShouldContain("KAOS does not overwrite that. A person has to decide.");
        (await folder.GetAsync(Map, Token)).GetProperty("data").GetProperty("CACHE_ON_SOFT_LIMIT").GetString()
            .ShouldBe("disable-eviction");
    }

    [Theory]
    [Trait("Seed", "3-18")]
    [Trait("Seed", "0-12")]
    [InlineData("argocd-controller", "Argo CD")]
    [InlineData("platform-sync", "platform-sync")]
    public async Task Undo_OfFieldsThatSomebodyHasTakenOverSince_IsNotWritten_AndAPersonIsCalled(
        string manager, string named)
    {
        await using var cluster = await RealCluster.StartAsync("checkout-service", 30, Token);
        await using var kaos = await cluster.StartAsPracticeAsync(Token);
        using var service = new Service(kaos.Address);
        await kaos.SaidAsync("was handed over", Token);
        var session = await service.SessionAsync(Token);
        await service.EventAsync(session, "choices-offered", Token);
        (await service.ChooseAsync(session, "rollback-config", Token)).Status.ShouldBe(HttpStatusCode.Accepted);
        await service.EventAsync(session, "watch-started", Token);
        var written = cluster.Wire.Taken.ToArray();

        await TakeOverAsync(cluster, manager);
        await SendAsync(
            cluster.Direct, "somebody-else",
            """{"spec":{"template":{"spec":{"containers":[{"name":"checkout-service","resources":{"requests":{"memory":"100Mi"},"limits":{"memory":"100Mi"}}}]}}}}""",
            Deployment, "application/strategic-merge-patch+json");
        var (_, ended) = await service.EventAsync(session, "session-ended", Token);

        ended["outcome"]!.GetValue<string>().ShouldBe("escalated");
        ended["text"]!.GetValue<string>().ShouldContain(named);
        ended["text"]!.GetValue<string>().ShouldContain("KAOS takes nothing back from it. A person has to decide.");
        cluster.Wire.Writes.ShouldBe(written);
    }

    // Server-side apply of what is there already: the value stays, and has one more owner.
    private static async Task TakeOverAsync(RealCluster cluster, string manager)
    {
        using var http = new HttpClient { BaseAddress = cluster.Direct };
        var live = JsonNode.Parse(await http.GetStringAsync(new Uri(Map, UriKind.Relative), Token))!;
        var applied = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = "checkout-config", ["namespace"] = "shop" },
            ["data"] = live["data"]!.DeepClone(),
        };
        await SendAsync(
            cluster.Direct, manager, applied.ToJsonString(), $"{Map}?force=true&", "application/apply-patch+yaml");
    }

    private static string HashOf(JsonNode choices) => choices["options"]!.AsArray()
        .Single(option => option!["id"]!.GetValue<string>() == "rollback-config")!["planHash"]!.GetValue<string>();

    private static Task RestartAsync(PracticeFolder folder) => PatchAsync(
        folder, "somebody-else",
        """{"spec":{"template":{"metadata":{"annotations":{"restarted":"by-somebody"}}}}}""", Deployment);

    private static Task PatchAsync(PracticeFolder folder, string manager, string patch, string path = Map) =>
        SendAsync(folder.Cluster, manager, patch, path, "application/merge-patch+json");

    private static async Task SendAsync(Uri cluster, string manager, string patch, string path, string type)
    {
        using var http = new HttpClient();
        using var body = new StringContent(patch, Encoding.UTF8, type);
        using var answer = await http.PatchAsync(
            new Uri(cluster, $"{path}{(path.EndsWith('&') ? "" : "?")}fieldManager={manager}"), body, Token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Token));
    }
}
