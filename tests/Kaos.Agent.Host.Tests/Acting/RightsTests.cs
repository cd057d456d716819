using System.Net;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Host.Tests.Acting;

/// <summary>
/// Whole processes: programs in pods and nodes under a broker, with its components for them and without.
/// </summary>
[Collection(nameof(Faults))]
public sealed class RightsTests
{
    private const string Node = """{ "verb": "VERB", "kind": "node", "name": "NODE" }""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Seed", "1-14")]
    public async Task Exec_OverTheBroker_RunsOnceWithTheGrantOfThatPod()
    {
        await using var cluster = await BrokeredCluster.StartAsync(30, Token, all: true);
        var pod = await PodAsync(cluster, "shop");
        var request = Exec(pod);
        await EarnedClass.RaiseAsync(cluster, request, Token);
        await cluster.StartBrokerAsync(Token);
        await using var kaos = await cluster.StartKaosAsync(Maturity.Approve, Token);
        using var service = new Faults.Service(kaos.Address);

        var session = await EarnedClass.AskAsync(service, request, Token);
        await service.EventAsync(session, "choices-offered", Token);
        (await service.ChooseAsync(session, "exec", Token)).Status.ShouldBe(HttpStatusCode.Accepted);
        var ended = (await service.EventAsync(session, "session-ended", Token)).Event;

        ended["outcome"]!.GetValue<string>().ShouldBe("resolved", await service.NarrationAsync(session, Token));
        (await service.NarrationAsync(session, Token)).ShouldContain("nameserver 10.96.0.10");
        cluster.Wire.Taken.ShouldBe([$"GET /api/v1/namespaces/shop/pods/{pod}/exec"]);
        (await service.GetAsync("/v1/grants", Token)).Body.ToJsonString()
            .ShouldContain($"create pods/exec shop/{pod}");
        await cluster.NoGrantLeftAsync();
    }

    // Nobody is asked to approve what would be refused in the end.
    [Fact]
    public async Task Exec_WithoutTheComponent_IsRefusedWhilePlanningWithWhatToDoNext()
    {
        await using var cluster = await BrokeredCluster.StartAsync(30, Token);
        var pod = await PodAsync(cluster, "shop");
        await EarnedClass.RaiseAsync(cluster, Exec(pod), Token);
        await cluster.StartBrokerAsync(Token);
        await using var kaos = await cluster.StartKaosAsync(Maturity.Approve, Token);
        using var service = new Faults.Service(kaos.Address);

        var session = await EarnedClass.AskAsync(service, Exec(pod), Token);
        var ended = (await service.EventAsync(session, "session-ended", Token)).Event.ToJsonString();

        ended.ShouldContain("Broker:Exec");
        ended.ShouldContain("Add deploy/k8s/components/broker-exec");
        ended.ShouldContain($"kubectl exec pod/{pod} --namespace shop");
        cluster.Wire.Writes.ShouldBeEmpty();
        (await cluster.Bench.PartsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Drain_OverTheBroker_CordonsAndEvictsWithTheGrant()
    {
        await using var cluster = await BrokeredCluster.StartAsync(30, Token, all: true, scenario: "healthy");
        await cluster.Bench.OnboardAsync("apps");
        var request = NodeRequest("drain", "node-1");
        await EarnedClass.RaiseAsync(cluster, request, Token);
        await cluster.StartBrokerAsync(Token);
        await using var kaos = await cluster.StartKaosAsync(Maturity.Approve, Token);
        using var service = new Faults.Service(kaos.Address);

        var session = await EarnedClass.AskAsync(service, request, Token);
        var refused = (await service.EventAsync(session, "session-ended", Token)).Event.ToJsonString();
        refused.ShouldContain("namespace monitoring is not onboarded");
        cluster.Wire.Writes.ShouldBeEmpty();

        await cluster.Bench.OnboardAsync("monitoring");
        session = await EarnedClass.AskAsync(service, request, Token);
        await service.EventAsync(session, "choices-offered", Token);
        (await service.ChooseAsync(session, "drain", Token)).Status.ShouldBe(HttpStatusCode.Accepted);
        var ended = (await service.EventAsync(session, "session-ended", Token)).Event;

        ended["outcome"]!.GetValue<string>().ShouldBe("resolved", await service.NarrationAsync(session, Token));
        cluster.Wire.Taken.First().ShouldBe("PATCH /api/v1/nodes/node-1");
        cluster.Wire.Taken.Skip(1).ShouldNotBeEmpty();
        cluster.Wire.Taken.Skip(1).ShouldAllBe(write => write.EndsWith("/eviction", StringComparison.Ordinal));
        await cluster.NoGrantLeftAsync();
    }

    private static string Exec(string pod) => $$"""
        { "verb": "exec", "kind": "pod", "namespace": "shop", "name": "{{pod}}", "parameters": { "command": "cat /etc/resolv.conf" } }
        """;

    private static string NodeRequest(string verb, string node) =>
        Node.Replace("VERB", verb, StringComparison.Ordinal).Replace("NODE", node, StringComparison.Ordinal);

    private static async Task<string> PodAsync(BrokeredCluster cluster, string place)
    {
        var (_, pods) = await cluster.Bench.ClusterAsync("GET", $"/api/v1/namespaces/{place}/pods", null);
        return pods!["items"]!.AsArray()
            .First(pod => pod!["status"]!["containerStatuses"]?[0]?["state"]?["running"] is not null)!
            ["metadata"]!["name"]!.GetValue<string>();
    }
}
