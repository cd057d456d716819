using Kaos.PracticeCluster.Storage;
using Kaos.PracticeCluster.Tests.Fixtures;

namespace Kaos.PracticeCluster.Tests.ScenarioFacts;

public sealed class PaymentGatewayTests
{
    private const string Database = "/apis/apps/v1/namespaces/payments/statefulsets/payment-db";
    private const string Latency =
        "http_request_duration_seconds:p99{namespace=\"payments\",service=\"payment-gateway\"}";
    private const string Pool = "db_pool_active_connections{service=\"payment-gateway\"}";

    [Fact]
    public async Task Opening_GatewayRunsButWaits()
    {
        await using var practice = await Practice.StartAsync("payment-gateway");

        var pods = await practice.PodsAsync("payments", "payment-gateway");
        var log = await practice.TextAsync(
            $"/api/v1/namespaces/payments/pods/{pods[0].Text("metadata", "name")}/log?tailLines=40");

        pods.Count.ShouldBe(5);
        pods.TrueForAll(pod => pod.Items("status", "containerStatuses").First() is var one && one.Flag("ready")
            && one.Number("restartCount") == 0).ShouldBeTrue();
        log.ShouldContain("connection pool exhausted, waiting for available connection");
        (await practice.QueryAsync(Pool)).Single().ShouldBe(500);
        (await practice.QueryAsync("db_pool_max_connections")).Single().ShouldBe(500);
        (await practice.QueryAsync(Latency)).Single().ShouldBeInRange(2.3, 2.5);
        (await practice.QueryAsync(Latency + " offset 23m")).Single().ShouldBeInRange(0.115, 0.125);
        (await practice.QueryAsync(Latency + " offset 21m30s")).Single().ShouldBeInRange(2.3, 2.5);
    }

    [Fact]
    public async Task Opening_DatabaseLostTwoOfThreeAt0755()
    {
        await using var practice = await Practice.StartAsync("payment-gateway");

        var set = await practice.GetAsync(Database);
        var node = await practice.GetAsync("/api/v1/nodes/node-2");
        var events = (await practice.GetAsync("/api/v1/namespaces/payments/events")).Items("items").ToList();
        var endpoints = await practice.GetAsync("/api/v1/namespaces/payments/endpoints/payment-db");

        set.Number("spec", "replicas").ShouldBe(1);
        set.Text("metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration")
            .ShouldContain("\"replicas\":3");
        var scaled = set.Items("metadata", "managedFields").Single(entry => entry.Text("subresource") == "scale");
        scaled.Text("manager").ShouldBe("maintenance-bot");
        scaled.Text("time").ShouldContain("T07:55:02");
        scaled.Has("fieldsV1", "f:spec", "f:replicas").ShouldBeTrue();
        endpoints.Items("subsets").SelectMany(subset => subset.Items("addresses")).Count().ShouldBe(1);
        events.Count(item => item.Text("reason") == "SuccessfulDelete"
            && item.Text("involvedObject", "name") == "payment-db").ShouldBe(2);
        node.Flag("spec", "unschedulable").ShouldBeTrue();
        node.Items("spec", "taints").Single().Text("timeAdded").ShouldContain("T07:54:47");
        (await practice.GetAsync("/api/v1/namespaces/default/events?fieldSelector=reason=NodeNotSchedulable"))
            .Items("items").Single()
            .Text("message").ShouldBe("Node node-2 status is now: NodeNotSchedulable");
    }

    [Fact]
    public async Task Scale_BackToThree_HealsOneByOne()
    {
        await using var practice = await Practice.StartAsync("payment-gateway");
        await practice.MergeAsync(Database + "/scale", """{"spec":{"replicas":3}}""");
        var ready = new List<long>();
        for (var second = 0; second < 90; second++)
        {
            practice.Clock.Advance(TimeSpan.FromSeconds(1));
            var now = (await practice.GetAsync(Database)).Number("status", "readyReplicas");
            if (ready.Count == 0 || ready[^1] != now)
            {
                ready.Add(now);
            }
        }

        practice.Clock.Advance(TimeSpan.FromMinutes(5));

        ready.ShouldBe([1, 2, 3]);
        (await practice.QueryAsync(Pool)).Single().ShouldBeInRange(178, 182);
        (await practice.QueryAsync(Latency)).Single().ShouldBeInRange(0.115, 0.125);
        (await practice.PodsAsync("payments", "payment-db")).TrueForAll(pod => pod.Text("spec", "nodeName") != "node-2")
            .ShouldBeTrue();
        var gateway = (await practice.PodsAsync("payments", "payment-gateway"))[0].Text("metadata", "name");
        (await practice.TextAsync($"/api/v1/namespaces/payments/pods/{gateway}/log?sinceSeconds=120"))
            .ShouldNotContain("exhausted");
    }

    [Fact]
    public async Task Uncordon_Alone_HealsNothing()
    {
        await using var practice = await Practice.StartAsync("payment-gateway");
        await practice.MergeAsync("/api/v1/nodes/node-2", """{"spec":{"unschedulable":null}}""");

        practice.Clock.Advance(TimeSpan.FromMinutes(10));

        (await practice.GetAsync("/api/v1/nodes/node-2")).Items("spec", "taints").ShouldBeEmpty();
        (await practice.GetAsync(Database)).Number("status", "readyReplicas").ShouldBe(1);
        (await practice.QueryAsync(Pool)).Single().ShouldBe(500);
        (await practice.QueryAsync(Latency)).Single().ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task RestartOfTheGateway_HelpsNothing()
    {
        await using var practice = await Practice.StartAsync("payment-gateway");
        await practice.RestartAsync("payments", "payment-gateway");

        practice.Clock.Advance(TimeSpan.FromMinutes(5));

        var pod = (await practice.PodsAsync("payments", "payment-gateway"))[0];
        (await practice.TextAsync($"/api/v1/namespaces/payments/pods/{pod.Text("metadata", "name")}/log"))
            .ShouldContain("connection pool exhausted");
        (await practice.QueryAsync(Latency)).Single().ShouldBeGreaterThan(2);
    }
}
