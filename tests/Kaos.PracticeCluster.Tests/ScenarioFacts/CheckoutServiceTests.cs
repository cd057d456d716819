using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;
using Kaos.PracticeCluster.Tests.Fixtures;

namespace Kaos.PracticeCluster.Tests.ScenarioFacts;

public sealed class CheckoutServiceTests
{
    private const string Config = "/api/v1/namespaces/shop/configmaps/checkout-config";
    private const string Deployment = "/apis/apps/v1/namespaces/shop/deployments/checkout-service";

    [Fact]
    public async Task Opening_KillsAndRestarts_AreFourteen()
    {
        await using var practice = await Practice.StartAsync("checkout-service");

        var kills = await KillsAsync(practice);
        var restarts = (await practice.PodsAsync("shop", "checkout-service"))
            .Select(pod => pod.Items("status", "containerStatuses").First().Number("restartCount"));

        kills.Count.ShouldBe(14);
        kills.ShouldAllBe(time => time.TimeOfDay >= new TimeSpan(3, 14, 0) && time.TimeOfDay <= new TimeSpan(3, 44, 0));
        restarts.Order().ShouldBe([4, 5, 5]);
        var pod = (await practice.PodsAsync("shop", "checkout-service"))[0];
        pod.Text("metadata", "name").ShouldStartWith("checkout-service-7b4d9-");
        var ended = pod.Items("status", "containerStatuses").First().Map("lastState", "terminated")!;
        ended.Number("exitCode").ShouldBe(137);
        ended.Text("reason").ShouldBe("OOMKilled");
        pod.Items("spec", "containers").First().Text("resources", "limits", "memory").ShouldBe("512Mi");
    }

    [Fact]
    public async Task Opening_MemoryAndTraffic_JumpAt0314AndFlat()
    {
        await using var practice = await Practice.StartAsync("checkout-service");

        var memory = await SeriesAsync(practice,
            "max(container_memory_working_set_bytes{namespace=\"shop\",pod=~\"checkout-service-.*\"})");
        var traffic = await SeriesAsync(practice,
            "rate(http_requests_total{namespace=\"shop\",service=\"checkout-service\"}[5m])");

        Math.Round(memory.Max(point => point.Value) / 1048576).ShouldBe(623);
        var first = memory.First(point => point.Value > 512 * 1048576.0);
        first.Time.ToString("HH:mm", CultureInfo.InvariantCulture).ShouldBe("03:14");
        memory.Where(point => point.Time < first.Time - TimeSpan.FromSeconds(30)).Max(point => point.Value)
            .ShouldBeLessThan(345 * 1048576.0);
        (traffic.Max(point => point.Value) / traffic.Min(point => point.Value)).ShouldBeLessThan(1.15);
    }

    [Fact]
    public async Task Opening_ConfigMap_TellsWhoAndWhen()
    {
        await using var practice = await Practice.StartAsync("checkout-service");

        var map = await practice.GetAsync(Config);

        map.Text("metadata", "annotations", "config.example.com/revision").ShouldBe("v43");
        map.Text("metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration")
            .ShouldContain("\"config.example.com/revision\":\"v42\"");
        var managers = map.Items("metadata", "managedFields")
            .ToDictionary(entry => entry.Text("manager"), entry => entry.Text("time")[11..16]);
        managers["kubectl-client-side-apply"].ShouldBe("02:40");
        managers["kubectl-edit"].ShouldBe("03:14");
    }

    [Fact]
    public async Task Opening_LogsAndAlert_PointAtTheCache()
    {
        await using var practice = await Practice.StartAsync("checkout-service");
        var pod = (await practice.PodsAsync("shop", "checkout-service"))[0].Text("metadata", "name");

        var previous = await practice.TextAsync($"/api/v1/namespaces/shop/pods/{pod}/log?previous=true");
        var stamped = await practice.TextAsync($"/api/v1/namespaces/shop/pods/{pod}/log?tailLines=1&timestamps=true");
        var alerts = (JsonArray)(await practice.SendAsync("GET",
            "/api/v1/namespaces/monitoring/services/alertmanager:9093/proxy/api/v2/alerts")).Body!;

        previous.ShouldContain("cache size exceeded soft limit, disabling eviction");
        previous.ShouldContain("revision v43");
        DateTimeOffset.Parse(stamped.Split(' ')[0],
            CultureInfo.InvariantCulture).TimeOfDay.ShouldBeInRange(new TimeSpan(3, 43, 0), new TimeSpan(3, 44, 0));
        alerts.Single().Text("labels", "alertname").ShouldBe("KubePodCrashLooping");
        alerts.Single().Text("startsAt").ShouldContain("T03:42:");
    }

    [Fact]
    public async Task Revert_WithRestart_HealsAt340Mi()
    {
        await using var practice = await Practice.StartAsync("checkout-service");
        await practice.MergeAsync(Config,
            """{"data":{"CACHE_ON_SOFT_LIMIT":"evict"},"metadata":{"annotations":{"config.example.com/revision":"v42"}}}""");
        await practice.RestartAsync("shop", "checkout-service");
        var seen = new HashSet<long>();
        for (var second = 0; second < 120; second++)
        {
            practice.Clock.Advance(TimeSpan.FromSeconds(1));
            seen.Add((await practice.GetAsync(Deployment)).Number("status", "updatedReplicas"));
        }

        var kills = (await KillsAsync(practice)).Count;
        practice.Clock.Advance(TimeSpan.FromMinutes(15));

        seen.ShouldBe([1, 2, 3]);
        (await KillsAsync(practice)).Count.ShouldBe(kills);
        var memory = await practice.QueryAsync(
            "container_memory_working_set_bytes{namespace=\"shop\",container=\"checkout-service\"}");
        memory.Count.ShouldBe(3);
        memory.ShouldAllBe(bytes => Math.Round(bytes / 1048576) == 340);
        (await practice.PodsAsync("shop", "checkout-service"))
            .TrueForAll(pod => pod.Items("status", "containerStatuses").First().Number("restartCount") == 0)
            .ShouldBeTrue();
    }

    [Fact]
    public async Task HigherLimit_RollsOutByItself_StableAt623Mi()
    {
        await using var practice = await Practice.StartAsync("checkout-service");
        var (code, _, _) = await practice.SendAsync("PATCH", Deployment,
            """{"spec":{"template":{"spec":{"containers":[{"name":"checkout-service","resources":{"limits":{"memory":"768Mi"}}}]}}}}""",
            "application/strategic-merge-patch+json");
        code.ShouldBe(200);
        practice.Clock.Advance(TimeSpan.FromMinutes(2));
        var kills = (await KillsAsync(practice)).Count;

        practice.Clock.Advance(TimeSpan.FromMinutes(20));

        (await KillsAsync(practice)).Count.ShouldBe(kills);
        (await practice.QueryAsync("container_memory_working_set_bytes{container=\"checkout-service\"}"))
            .ShouldAllBe(bytes => Math.Round(bytes / 1048576) == 623);
    }

    [Fact]
    public async Task RestartAlone_OnlyBuysTime()
    {
        await using var practice = await Practice.StartAsync("checkout-service");
        await practice.RestartAsync("shop", "checkout-service");
        practice.Clock.Advance(TimeSpan.FromMinutes(2));
        var kills = (await KillsAsync(practice)).Count;

        practice.Clock.Advance(TimeSpan.FromMinutes(12));

        (await KillsAsync(practice)).Count.ShouldBeGreaterThan(kills);
    }

    [Fact]
    public async Task ScaleAlone_KillsGoOn()
    {
        await using var practice = await Practice.StartAsync("checkout-service");
        await practice.MergeAsync(Deployment + "/scale", """{"spec":{"replicas":6}}""");

        practice.Clock.Advance(TimeSpan.FromMinutes(15));

        (await KillsAsync(practice)).Count.ShouldBeGreaterThan(14);
        (await practice.PodsAsync("shop", "checkout-service")).Count.ShouldBe(6);
    }

    private static async Task<List<DateTimeOffset>> KillsAsync(Practice practice) =>
        [.. (await practice.GetAsync("/api/v1/namespaces/shop/events?fieldSelector=reason=OOMKilling,involvedObject.kind=Pod"))
            .Items("items")
            .Where(item => item.Text("involvedObject", "name")
                .StartsWith("checkout-service-", StringComparison.Ordinal))
            .SelectMany(item => Enumerable.Repeat(item.Time("lastTimestamp")!.Value, (int)item.Number("count")))];

    private static async Task<List<(DateTimeOffset Time, double Value)>> SeriesAsync(Practice practice, string query)
    {
        var end = practice.Server.Cluster.ClockNow;
        var answer = await practice.GetAsync("/prometheus/api/v1/query_range?step=15&query="
            + Uri.EscapeDataString(query)
            + $"&start={(end - TimeSpan.FromHours(2)).ToUnixTimeSeconds()}&end={end.ToUnixTimeSeconds()}");
        return [.. ((JsonArray)answer.Items("data", "result").Single()["values"]!).OfType<JsonArray>().Select(point =>
            (DateTimeOffset.FromUnixTimeSeconds((long)point[0]!.GetValue<double>()),
                double.Parse(point[1]!.ToString(), CultureInfo.InvariantCulture)))];
    }
}
