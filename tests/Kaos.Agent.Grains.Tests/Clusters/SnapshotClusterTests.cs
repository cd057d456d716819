using Kaos.Agent.Grains.Clusters;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Tests.Clusters;

public class SnapshotClusterTests
{
    private static readonly DateTimeOffset Now = Worlds.Now;

    [Fact]
    public async Task Read_MetricNames_AreThoseOfTheNamespace()
    {
        var file = await ReadAsync(new ReadRequest.MetricNames("shop"));

        file.MetricNames["shop"].ShouldBe(["heap_bytes", "requests_total"]);
    }

    [Fact]
    public async Task Read_Gauge_GivesThePointsOfTheWindow()
    {
        var file = await ReadAsync(
            new ReadRequest.Series("shop", "heap_bytes", TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(1), false));

        file.World.Series.Single().Points.Select(p => p.Value).ShouldBe([8, 9, 10]);
    }

    [Fact]
    public async Task Read_Counter_GivesARatePerSecondAlsoAcrossAReset()
    {
        var file = await ReadAsync(
            new ReadRequest.Series("shop", "requests_total", TimeSpan.FromHours(1), TimeSpan.FromMinutes(1), true));

        file.World.Series.Single().Points.ShouldAllBe(p => Math.Abs(p.Value - 2) < 1e-9);
    }

    [Fact]
    public async Task Read_LogThatIsNotThere_IsDoneAndSaid()
    {
        var request = new ReadRequest.Logs("shop", "web-1", "app", true, 100);

        var file = await ReadAsync(request);

        file.Done.ShouldContain(request);
        file.World.NotRead.Single().Why.ShouldContain("does not hold");
    }

    private static async Task<CaseFile> ReadAsync(ReadRequest request)
    {
        var cluster = new SnapshotCluster(new ClusterSnapshot
        {
            ClusterName = "dump",
            Now = Now,
            Series =
            [
                Series("heap_bytes", i => i),
                // Two a second; started again from zero after five minutes.
                Series("requests_total", i => i < 5 ? 120 * (i + 10) : 120 * (i - 4)),
                Series("heap_bytes", i => i) with { Labels = Labels("other") },
            ],
        });
        return await cluster.ReadAsync(
            new CaseFile { World = cluster.Look() }, [request], TestContext.Current.CancellationToken);
    }

    private static MetricSeries Series(string name, Func<int, double> value) => new(
        name, Labels("shop"),
        [.. Enumerable.Range(0, 11).Select(i => new MetricPoint(Now.AddMinutes(i - 10), value(i)))]);

    private static StringMap Labels(string @namespace) => new([KeyValuePair.Create("namespace", @namespace)]);
}
