using System.Globalization;
using Kaos.PracticeCluster.Storage;
using Kaos.PracticeCluster.Tests.Fixtures;

namespace Kaos.PracticeCluster.Tests.Recordings;

public sealed class LogTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Log_Cuts_AreSuffixesOfTheWhole()
    {
        await using var practice = await Practice.StartAsync("checkout-service");
        var pod = (await practice.PodsAsync("shop", "cart"))[0].Text("metadata", "name");
        var path = $"/api/v1/namespaces/shop/pods/{pod}/log";

        var whole = await practice.TextAsync(path + "?timestamps=true");
        var tail = await practice.TextAsync(path + "?timestamps=true&tailLines=7");
        var recent = await practice.TextAsync(path + "?timestamps=true&sinceSeconds=60");
        var since = await practice.TextAsync(path + "?timestamps=true&sinceTime=2026-11-20T03:43:00Z");
        var bounded = await practice.TextAsync(path + "?limitBytes=100");

        whole.ShouldEndWith(tail);
        tail.Trim().Split('\n').Length.ShouldBe(7);
        whole.ShouldEndWith(recent);
        since.ShouldBe(recent);
        DateTimeOffset.Parse(recent.Split(' ')[0],
            CultureInfo.InvariantCulture).TimeOfDay.ShouldBeGreaterThanOrEqualTo(new TimeSpan(3, 43, 0));
        bounded.Length.ShouldBe(100);
    }

    [Fact]
    public async Task Log_NoPreviousLife_IsRefused()
    {
        await using var practice = await Practice.StartAsync("healthy");
        var pod = (await practice.PodsAsync("apps", "gateway"))[0].Text("metadata", "name");

        var (code, body, _) = await practice.SendAsync("GET", $"/api/v1/namespaces/apps/pods/{pod}/log?previous=true");

        code.ShouldBe(400);
        body.Text("message").ShouldBe($"previous terminated container \"gateway\" in pod \"{pod}\" not found");
    }

    [Fact]
    public async Task Log_Followed_GoesOnWithoutRepeating()
    {
        await using var server = await PracticeServer.StartAsync(
            new PracticeClusterOptions { Scenario = "checkout-service", Speed = 100 }, Ct);
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        var pods = System.Text.Json.Nodes.JsonNode.Parse(
            await http.GetStringAsync("/api/v1/namespaces/shop/pods?labelSelector=app.kubernetes.io/name=cart", Ct));
        var pod = pods.Items("items").First().Text("metadata", "name");

        using var log = new StreamReader(
            await http.GetStreamAsync(
                $"/api/v1/namespaces/shop/pods/{pod}/log?follow=true&timestamps=true&tailLines=1", Ct));
        var times = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            times.Add((await log.ReadLineAsync(Ct))!.Split(' ')[0]);
        }

        times.ShouldBe(times.Order(StringComparer.Ordinal).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Latency_SlowsEvidenceAndNothingElse()
    {
        var latency = TimeSpan.FromSeconds(2);
        await using var server = await PracticeServer.StartAsync(
            new PracticeClusterOptions { Scenario = "healthy", Latency = latency }, Ct);
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };

        var slow = http.GetStringAsync("/prometheus/api/v1/query?query=db_pool_max_connections", Ct);
        await http.GetStringAsync("/version", Ct);

        slow.IsCompleted.ShouldBeFalse();
        (await slow).ShouldContain("success");
    }
}
