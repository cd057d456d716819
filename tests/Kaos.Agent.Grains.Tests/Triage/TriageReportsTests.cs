using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Tests.Clusters;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Views;
using Kaos.Kubernetes.Snapshots;
using TriageOf = Kaos.Agent.Grains.Triage.Triage;

namespace Kaos.Agent.Grains.Tests.Triage;

public class TriageReportsTests
{
    private const string Crashing = """
        apiVersion: v1
        kind: Pod
        metadata: { name: web-1, namespace: shop, creationTimestamp: "2026-03-01T07:00:00Z" }
        spec: { nodeName: node-1, containers: [ { name: app, image: "example/web:1" } ] }
        status:
          phase: Running
          conditions: [ { type: Ready, status: "False", lastTransitionTime: "2026-03-01T08:00:00Z" } ]
          containerStatuses:
          - name: app
            restartCount: 12
            ready: false
            state: { waiting: { reason: CrashLoopBackOff } }
            lastState: { terminated: { exitCode: 1, reason: Error, startedAt: "2026-03-01T08:27:00Z", finishedAt: "2026-03-01T08:28:00Z" } }
        """;

    private static readonly string Well = Worlds.Namespace("shop") + Worlds.Node("node-1");

    [Fact]
    public async Task Snapshot_WithACrashLoop_ReportsItWithTheSameIdsEachTime()
    {
        var first = await RunAsync(Worlds.FromYaml(Crashing));
        var second = await RunAsync(Worlds.FromYaml(Crashing));

        first.Status.ShouldBe(TriageStatus.Incidents);
        first.Incidents.ShouldContain(incident => incident.Subject.Name == "web-1");
        second.Incidents.Select(incident => incident.Id).ShouldBe(first.Incidents.Select(incident => incident.Id));
    }

    [Fact]
    public async Task Snapshot_WithoutTrouble_IsHealthy() =>
        (await RunAsync(Worlds.FromYaml(Well))).Status.ShouldBe(TriageStatus.Healthy);

    [Theory]
    [InlineData("pods", "403 Forbidden")]
    [InlineData("broken.yaml", "line 3 is not YAML")]
    public async Task Snapshot_ThatCouldNotBeReadWhole_IsNeverHealthy(string what, string why)
    {
        var report = await RunAsync(Worlds.FromYaml(Well) with { NotRead = [new UnreadPart(what, why)] });

        report.Status.ShouldBe(TriageStatus.Unknown);
        report.NotChecked.ShouldContain(new NotChecked(what, why));
    }

    [Fact]
    public async Task Snapshot_WithoutTheMetricsApi_CanBeHealthy() =>
        (await RunAsync(Worlds.FromYaml(Well) with { NotRead = [new UnreadPart("pods.metrics.k8s.io", "404")] }))
            .Status.ShouldBe(TriageStatus.Healthy);

    [Fact]
    public async Task Snapshot_WithNothingInIt_IsUnknown() =>
        (await RunAsync(new ClusterSnapshot { ClusterName = "empty", Now = Worlds.Now })).Status.ShouldBe(TriageStatus.Unknown);

    [Fact]
    public async Task Namespace_ThatDoesNotExist_IsUnknownAndSaid()
    {
        var report = await RunAsync(Worlds.FromYaml(Well), "shpo");

        report.Status.ShouldBe(TriageStatus.Unknown);
        report.NotChecked.ShouldContain(part => part.What == "namespace shpo" && part.Why.Contains("shop"));
    }

    [Fact]
    public async Task Namespace_ThatIsWell_DoesNotReportAnothersTrouble() =>
        (await RunAsync(Worlds.FromYaml(Worlds.Namespace("web") + Crashing), "web")).Incidents.ShouldBeEmpty();

    private static Task<TriageReport> RunAsync(ClusterSnapshot snapshot, string? @namespace = null) =>
        TriageOf.RunAsync(new SnapshotCluster(snapshot), @namespace, null, null, TestContext.Current.CancellationToken);
}
