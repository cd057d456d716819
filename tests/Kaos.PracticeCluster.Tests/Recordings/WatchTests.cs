using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;
using Kaos.PracticeCluster.Tests.Fixtures;

namespace Kaos.PracticeCluster.Tests.Recordings;

public sealed class WatchTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_FromRevision_TellsChangesOfTheSelectedOnly()
    {
        await using var practice = await Practice.StartAsync("checkout-service");
        var revision = (await practice.GetAsync("/api/v1/namespaces/shop/configmaps"))
            .Text("metadata", "resourceVersion");
        using var lines = await OpenAsync(practice,
            $"/api/v1/namespaces/shop/configmaps?watch=1&resourceVersion={revision}&labelSelector=tier=gold");

        await practice.SendAsync("POST", "/api/v1/namespaces/shop/configmaps", """{"metadata":{"name":"plain"}}""");
        await practice.SendAsync(
            "POST", "/api/v1/namespaces/shop/configmaps", """{"metadata":{"name":"gold","labels":{"tier":"gold"}}}""");
        await practice.MergeAsync("/api/v1/namespaces/shop/configmaps/gold", """{"data":{"a":"b"}}""");
        await practice.MergeAsync(
            "/api/v1/namespaces/shop/configmaps/gold", """{"metadata":{"labels":{"tier":"tin"}}}""");

        var seen = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var line = JsonNode.Parse((await lines.ReadLineAsync(Ct))!);
            seen.Add($"{line.Text("type")} {line.Text("object", "metadata", "name")}");
        }

        seen.ShouldBe(["ADDED gold", "MODIFIED gold", "DELETED gold"]);
    }

    [Fact]
    public async Task WatchList_InitialEvents_EndWithTheRecordedBookmark()
    {
        await using var practice = await Practice.StartAsync("checkout-service");
        var recorded = Recording.Read("pods-watch-list").Answer.Split('\n')
            .First(line => line.Contains("initial-events-end", StringComparison.Ordinal));
        var count = (await practice.GetAsync("/api/v1/namespaces/shop/pods")).Items("items").Count();
        using var lines = await OpenAsync(practice, Recording.Read("pods-watch-list").Path);

        var types = new List<string>();
        JsonNode? last = null;
        for (var i = 0; i <= count; i++)
        {
            last = JsonNode.Parse((await lines.ReadLineAsync(Ct))!);
            types.Add(last.Text("type"));
        }

        types.Take(count).ShouldAllBe(type => type == "ADDED");
        types[^1].ShouldBe("BOOKMARK");
        JsonNode.DeepEquals(last!["object"]!["metadata"]!["annotations"],
            JsonNode.Parse(recorded)!["object"]!["metadata"]!["annotations"]).ShouldBeTrue();
    }

    [Fact]
    public async Task Clock_DateHeader_IsTheClustersTime()
    {
        await using var practice = await Practice.StartAsync("checkout-service");

        practice.Clock.Advance(TimeSpan.FromMinutes(7));
        var (_, _, raw) = await practice.SendAsync("GET", "/version");

        raw.Headers.Date!.Value.TimeOfDay.ShouldBe(new TimeSpan(3, 51, 0));
    }

    [Fact]
    public async Task SameScenarioAndClock_SameCluster()
    {
        await using var one = await Practice.StartAsync("checkout-service");
        await using var other = await Practice.StartAsync("checkout-service");
        one.Clock.Advance(TimeSpan.FromMinutes(20));
        other.Clock.Advance(TimeSpan.FromMinutes(20));

        (await one.GetAsync("/api/v1/namespaces/shop/events")).ToJsonString()
            .ShouldBe((await other.GetAsync("/api/v1/namespaces/shop/events")).ToJsonString());
    }

    [Fact]
    public async Task Events_AfterAnHour_AreGone()
    {
        await using var practice = await Practice.StartAsync("quota-exceeded");
        const string Path = "/api/v1/namespaces/team-a/events?fieldSelector=reason=ScalingReplicaSet";

        var before = (await practice.GetAsync(Path)).Items("items").Count();
        practice.Clock.Advance(TimeSpan.FromMinutes(45));

        before.ShouldBe(1);
        (await practice.GetAsync(Path)).Items("items").ShouldBeEmpty();
    }

    private static async Task<StreamReader> OpenAsync(Practice practice, string path)
    {
        var response = await practice.Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Ct);
        response.EnsureSuccessStatusCode();
        return new StreamReader(await response.Content.ReadAsStreamAsync(Ct));
    }
}
