using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Metrics;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Tests;

public sealed class MetricSubjectTests
{
    [Fact]
    public void Neighbour_WithAMetricThatWouldBeChosenFirst_DecidesNothing()
    {
        var scenario = Scenario.Load("slow-after-config-edit");
        var alone = new SnapshotCase(scenario.World, scenario.Expected.Focus).Conclude().Findings.ShouldHaveSingleItem();
        var loud = new MetricSeries(
            "p99", new Dictionary<string, string> { ["namespace"] = "fares", ["pod"] = "loud-7b4d9c6f5d-x2k4p" },
            [.. Enumerable.Range(0, 120).Select(i =>
                new MetricPoint(scenario.World.Now.AddMinutes(i - 120), i < 20 ? 0.1 : 9))]);

        var beside = new SnapshotCase(
            scenario.World with { Series = [loud, .. scenario.World.Series] }, scenario.Expected.Focus);
        var finding = beside.Conclude().Findings.ShouldHaveSingleItem();

        finding.Shift.ShouldBe(alone.Shift.ShouldNotBeNull());
        beside.Steps.SelectMany(step => step.Requests).OfType<ReadRequest.Series>()
            .ShouldAllBe(request => request.Where != null && !request.Where.Fits(loud));
    }

    [Theory]
    [InlineData("Deployment", "web-7b4d9c6f5d-x2k4p", true)]
    [InlineData("Deployment", "web", false)]
    [InlineData("Deployment", "website-7b4d9c6f5d-x2k4p", false)]
    [InlineData("Deployment", "web-api-7b4d9c6f5d-x2k4p", false)]
    [InlineData("StatefulSet", "web-12", true)]
    [InlineData("StatefulSet", "web-api-0", false)]
    [InlineData("CronJob", "web-29034480-abcde", true)]
    [InlineData("Pod", "web", true)]
    [InlineData("Deployment", "", true)]
    public void Series_AreTheSubjectsByThePodsName_OrNameNoPod(string kind, string pod, bool isOwn) =>
        SubjectMatch.Of(WorldIndex.Of(ClusterObjects.Empty), new ObjectRef(kind, "shop", "web")).Fits(pod).ShouldBe(isOwn);
}
