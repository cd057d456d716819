using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Kaos.Agent.Host.Tests.Faults;

/// <summary>
/// An edit on a whole process, by REST and by both bindings of A2A: a new plan with its own hash; what was approved of
/// the old one is void; exactly the edited writes are on the wire.
/// </summary>
[Collection(nameof(Faults))]
public sealed class EditedPlanTests : IDisposable
{
    private const string Rule =
        "{ name: two, approvals: 2, brake: { incidentsAtOnce: 1000 } }\ntenants: [{ name: shop, tier: agentic }]";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kaos-edits-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Seed", "1-10")]
    public async Task Edit_OfAPlanThatSomebodyHasApproved_MakesANewPlan_AndOnlyThatIsWritten()
    {
        await using var cluster = await RealCluster.StartAsync("checkout-service", 60, Token);
        await using var kaos = await cluster.StartAsPracticeAsync(
            Token, cluster.Policy(Rule), $"--Auth:KeysFile={await KeysAsync()}", "--Auth:Loopback=off");
        var (rest, rpc, http) = (new RestEdge(kaos.Address), new A2AEdge(kaos.Address, "JSONRPC"),
            new A2AEdge(kaos.Address, "HTTP+JSON"));

        await TellAsync(kaos.Address, cluster, "cart", rest, rest.EditAsync);
        await TellAsync(kaos.Address, cluster, "catalog", rpc, rpc.EditAsync);
        await TellAsync(kaos.Address, cluster, "search", http, http.EditAsync);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static async Task TellAsync(
        Uri address, RealCluster cluster, string workload, Edge edge, Func<string, string, JsonObject, Task<string>> edit)
    {
        using var alice = new Service(address, "alice");
        using var carol = new Service(address, "carol");
        var written = cluster.Wire.Taken.Count;
        var (_, taken) = await alice.PostAsync(
            "/v1/requests",
            $$"""{ "verb": "scale", "kind": "deploy", "name": "{{workload}}", "parameters": { "replicas": "7" } }""", Token);
        var session = taken["sessionId"]!.GetValue<string>();
        var (offered, first) = await alice.EventAsync(session, "choices-offered", Token);
        await alice.ChooseAsync(session, "scale", Token);
        var (asked, _) = await alice.EventAsync(session, "approval-requested", Token);

        await edit("carol", HashOf(first), new JsonObject { ["replicas"] = "4" });
        var (_, anew) = await alice.EventAsync(session, "choices-offered", Token, offered);
        HashOf(anew).ShouldNotBe(HashOf(first));
        anew["plans"]![0]!["diff"]!.GetValue<string>().ShouldContain("+  replicas: 4");
        (await edge.DecideAsync("dora", HashOf(first), "approve", null)).ShouldNotBeNullOrWhiteSpace();

        // Alice's word was for the old plan: one more is asked for again.
        await carol.ChooseAsync(session, "scale", Token);
        (await alice.EventAsync(session, "approval-requested", Token, asked)).Event["planHash"]!.GetValue<string>()
            .ShouldBe(HashOf(anew));
        cluster.Wire.Writes.Count.ShouldBe(written);
        await edge.DecideAsync("dora", HashOf(anew), "approve", null);
        var (_, ended) = await alice.EventAsync(session, "session-ended", Token);

        ended["outcome"]!.GetValue<string>().ShouldBe("resolved", ended.ToJsonString());
        cluster.Wire.Taken.Skip(written)
            .ShouldBe([$"PATCH /apis/apps/v1/namespaces/shop/deployments/{workload}"]);
        (await ReplicasAsync(cluster, workload)).ShouldBe(4);
    }

    private static string HashOf(JsonNode offered) => offered["plans"]![0]!["hash"]!.GetValue<string>();

    private static async Task<int> ReplicasAsync(RealCluster cluster, string workload)
    {
        using var http = new HttpClient();
        var live = await http.GetStringAsync(
            new Uri(cluster.Direct, $"/apis/apps/v1/namespaces/shop/deployments/{workload}"), Token);
        return JsonNode.Parse(live)!["spec"]!["replicas"]!.GetValue<int>();
    }

    private async Task<string> KeysAsync()
    {
        var path = Path.Combine(folder.FullName, "keys.yaml");
        var keys = new[] { "alice", "carol", "dora" }.Select(name =>
            $$"""  - { name: {{name}}, kind: person, roles: [viewer, operator, approver], tenants: ['*'], sha256: {{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}} }""");
        await File.WriteAllTextAsync(path, $"keys:\n{string.Join('\n', keys)}\n", Token);
        return path;
    }
}
