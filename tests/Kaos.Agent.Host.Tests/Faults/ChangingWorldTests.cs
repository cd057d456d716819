using System.Net;
using System.Text;
using Kaos.Agent.Host.Tests.EndToEnd;

namespace Kaos.Agent.Host.Tests.Faults;

/// <summary>
/// The world does not hold still: what was planned for another world is not written, what does not help is taken back.
/// </summary>
[Collection(nameof(Faults))]
public sealed class ChangingWorldTests
{
    private const string Map = "/api/v1/namespaces/shop/configmaps/checkout-config";

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

    private static string HashOf(System.Text.Json.Nodes.JsonNode choices) => choices["options"]!.AsArray()
        .Single(option => option!["id"]!.GetValue<string>() == "rollback-config")!["planHash"]!.GetValue<string>();

    private static Task RestartAsync(PracticeFolder folder) => PatchAsync(
        folder, "somebody-else",
        """{"spec":{"template":{"metadata":{"annotations":{"restarted":"by-somebody"}}}}}""",
        "/apis/apps/v1/namespaces/shop/deployments/checkout-service");

    private static async Task PatchAsync(PracticeFolder folder, string manager, string patch, string path = Map)
    {
        using var http = new HttpClient();
        using var body = new StringContent(patch, Encoding.UTF8, "application/merge-patch+json");
        using var answer = await http.PatchAsync(
            new Uri(folder.Cluster, $"{path}?fieldManager={manager}"), body, Token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Token));
    }
}
