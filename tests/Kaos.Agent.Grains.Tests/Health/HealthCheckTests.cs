using Kaos.Agent.Grains.Health;
using Kaos.Agent.Grains.Tests.Clusters;
using Kaos.Contracts.Views;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Tests.Health;

public class HealthCheckTests
{
    private const string Well = """
        apiVersion: v1
        kind: Pod
        metadata: { name: web-1, namespace: shop, creationTimestamp: "2026-03-01T07:00:00Z" }
        spec: { nodeName: node-1, containers: [ { name: app, image: "example/web:1" } ] }
        status:
          phase: Running
          conditions: [ { type: Ready, status: "True" } ]
          containerStatuses: [ { name: app, ready: true, restartCount: 0, state: { running: { startedAt: "2026-03-01T07:00:00Z" } } } ]
        ---

        """;

    private const string Sick = """
        apiVersion: v1
        kind: Pod
        metadata: { name: cart-1, namespace: shop, creationTimestamp: "2026-03-01T07:00:00Z", annotations: { argocd.argoproj.io/tracking-id: "shop:v1/Pod:shop/cart-1" } }
        spec: { nodeName: node-1, containers: [ { name: app, image: "example/cart:1" } ] }
        status:
          phase: Running
          conditions: [ { type: Ready, status: "False", lastTransitionTime: "2026-03-01T08:00:00Z" } ]
          containerStatuses:
          - name: app
            restartCount: 12
            ready: false
            state: { waiting: { reason: CrashLoopBackOff } }
            lastState: { terminated: { exitCode: 1, reason: Error, finishedAt: "2026-03-01T08:28:00Z" } }
        ---
        apiVersion: v1
        kind: Event
        metadata: { name: e1, namespace: shop }
        involvedObject: { kind: Pod, namespace: shop, name: cart-1 }
        reason: BackOff
        message: Back-off restarting failed container
        type: Warning
        count: 14
        lastTimestamp: "2026-03-01T08:29:00Z"
        ---

        """;

    private static readonly string Base =
        Worlds.Namespace("shop") + Worlds.Namespace("web") + Worlds.Node("node-1") + Well;

    [Fact]
    public void Cluster_InWhichAllIsWell_IsWellAndSaysWhatItCannotSee()
    {
        var report = HealthCheck.Of(Worlds.FromYaml(Base), null, []);

        report.State.ShouldBe(HealthState.Well);
        report.Parts.Select(part => part.Name).ShouldBe(
            [
                "nodes", "workloads", "storage", "events", "pressure", "quotas", "certificates", "api-server",
                "control-plane", "apis",
            ]);
        Part(report, "pressure").State.ShouldBe(HealthState.Unknown);
        Part(report, "certificates").NotSeen.ShouldHaveSingleItem().Why.ShouldContain("no Secrets");
        HealthText.Of(report).ShouldStartWith("prod-us-east is well as far as can be seen");
    }

    [Fact]
    public void Cluster_WithACrashingPod_IsNotWellAndSaysWhoManagesIt()
    {
        var report = HealthCheck.Of(Worlds.FromYaml(Base + Sick), null, []);

        report.State.ShouldBe(HealthState.NotWell);
        Part(report, "workloads").NotWell.ShouldContain(line => line.Contains("shop/cart-1", StringComparison.Ordinal));
        Part(report, "events").NotWell.ShouldContain(line =>
            line.StartsWith("BackOff on Pod cart-1, 14 times", StringComparison.Ordinal));
        report.Managers.ShouldHaveSingleItem().Manager.ShouldContain("Argo CD");
    }

    [Fact]
    public void Namespace_WithoutTheSickPod_IsWell() =>
        HealthCheck.Of(
            Worlds.FromYaml(
                Base + Sick + Worlds.Deployment("web", "nginx")
                    .Replace("readyReplicas: 2", "readyReplicas: 3", StringComparison.Ordinal)), "web", [])
            .Parts.Where(part => part.Name is "workloads" or "events").ShouldAllBe(part => part.NotWell.IsEmpty);

    [Theory]
    [InlineData("pods", "workloads")]
    [InlineData("nodes", "nodes")]
    [InlineData("events", "events")]
    [InlineData("persistentvolumeclaims", "storage")]
    public void Kind_ThatCouldNotBeRead_IsUnknownAndNeverWell(string kind, string part)
    {
        var report = HealthCheck.Of(
            Worlds.FromYaml(Base) with { NotRead = [new UnreadPart(kind, "403 forbidden")] }, null, []);

        Part(report, part).State.ShouldBe(HealthState.Unknown);
        Part(report, part).NotSeen.ShouldContain(gap => gap.Why == "403 forbidden");
        report.State.ShouldBe(HealthState.Unknown);
        HealthText.Of(report).ShouldStartWith("Whether prod-us-east is well is not known");
    }

    [Fact]
    public void Cluster_OfWhichNothingIsKnown_IsUnknown() =>
        HealthCheck.Of(
            new ClusterSnapshot { ClusterName = "east", Now = Worlds.Now, Objects = ClusterObjects.Empty, NotRead = [] },
            null, [])
            .State.ShouldBe(HealthState.Unknown);

    private static HealthPart Part(HealthReport report, string name) => report.Parts.Single(part => part.Name == name);
}
