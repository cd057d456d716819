using Kaos.Agent.Grains.Health;
using Kaos.Agent.Grains.Tests.Clusters;
using Kaos.Contracts.Views;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Tests.Health;

public class ControlPlaneHealthTests
{
    private static readonly ClusterSnapshot Bare =
        Worlds.FromYaml(Worlds.Namespace("shop") + Worlds.Node("node-1") + Worlds.Deployment("shop", "web"));

    [Fact]
    public void Managed_NothingShows_IsUnknownAndNotHealthyAndSaysWhy()
    {
        var report = HealthCheck.Of(Bare, null, []);

        Part(report, "api-server").State.ShouldBe(HealthState.Unknown);
        var plane = Part(report, "control-plane");
        plane.State.ShouldBe(HealthState.Unknown);
        plane.NotSeen.Select(gap => gap.What).ShouldBe(["kube-scheduler", "kube-controller-manager"]);
        plane.NotSeen.ShouldAllBe(gap => gap.Why.Contains("managed cluster"));
        Part(report, "apis").State.ShouldBe(HealthState.Unknown);
    }

    [Fact]
    public void Leases_Forbidden_SaysThatWithTheServersWords()
    {
        var world = Bare with { NotRead = [new("leases.coordination.k8s.io in kube-system", "may not list leases")] };

        Part(HealthCheck.Of(world, null, []), "control-plane").NotSeen
            .ShouldContain(gap => gap.Why == "may not list leases");
    }

    [Fact]
    public void Scheduler_NotRenewed_IsNotWellWithTimeAndAge()
    {
        var report = HealthCheck.Of(With(Leader(Component.Scheduler, TimeSpan.FromMinutes(17))), null, []);

        report.State.ShouldBe(HealthState.NotWell);
        var line = Part(report, "control-plane").NotWell.ShouldHaveSingleItem();
        line.ShouldContain("kube-scheduler: its lease, held by cp-1, was not renewed for 17 min (last at");
        line.ShouldContain("nobody leads");
    }

    [Fact]
    public void Leaders_Renewed_AreWellAndNamed()
    {
        var world = With(
            Leader(Component.Scheduler, TimeSpan.FromSeconds(2)),
            Leader(Component.ControllerManager, TimeSpan.FromSeconds(18)));

        var plane = Part(HealthCheck.Of(world, null, []), "control-plane");

        plane.State.ShouldBe(HealthState.Well);
        plane.Summary.ShouldContain("kube-scheduler is led by cp-1");
    }

    [Fact]
    public void Etcd_CheckFailsForMinutes_IsNamedWithItsReason()
    {
        var since = Bare.Now - TimeSpan.FromMinutes(4);
        var world = With(
            Seen(Component.ApiServer) with { Checks = 30, Version = "v1.35.0" },
            Seen(Component.Store) with { Checks = 2, Failing = [new("etcd", "context deadline exceeded", since)] });

        var part = Part(HealthCheck.Of(world, null, []), "api-server");

        part.State.ShouldBe(HealthState.NotWell);
        part.NotWell.ShouldHaveSingleItem().ShouldContain("etcd (context deadline exceeded)");
        part.Summary.ShouldContain("31 of 32 checks pass; not etcd");
    }

    [Fact]
    public void Check_FailsAtOneLookOfMany_IsSaidAndRaisesNoAlarm()
    {
        var world = With(Seen(Component.ApiServer) with
        {
            Checks = 30,
            Failing = [new("poststarthook/start-apiextensions-controllers", null, Bare.Now)],
        });

        var part = Part(HealthCheck.Of(world, null, []), "api-server");

        part.NotWell.ShouldBeEmpty();
        part.Summary.ShouldContain("not poststarthook/start-apiextensions-controllers");
    }

    [Theory]
    [InlineData(3, HealthState.NotWell)]
    [InlineData(-1, HealthState.NotWell)]
    [InlineData(60, HealthState.Well)]
    public void Certificate_EndsSoon_IsNotWell(int days, HealthState state)
    {
        var world = With(
            Seen(Component.ApiServer) with { Checks = 30, CertificateEnds = Bare.Now + TimeSpan.FromDays(days) },
            Seen(Component.Store) with { Checks = 2 });

        Part(HealthCheck.Of(world, null, []), "api-server").State.ShouldBe(state);
    }

    [Fact]
    public void Node_CalledReadyWithoutALease_IsNotWell()
    {
        var kubelets = Seen(Component.Kubelets);
        var world = With(kubelets with { Leases = [Lease("node-1", TimeSpan.FromMinutes(4), "node-1")] });

        Part(HealthCheck.Of(world, null, []), "nodes").NotWell.ShouldHaveSingleItem()
            .ShouldContain("node-1 is called ready, yet its lease, held by node-1, was not renewed for 4 min");
    }

    [Fact]
    public void Status_NotHealthyWithoutALease_IsUnknownAndNotAnAlarm()
    {
        var world = With(Seen(Component.Scheduler) with { Status = "not healthy: connection refused" });

        var plane = Part(HealthCheck.Of(world, null, []), "control-plane");

        plane.State.ShouldBe(HealthState.Unknown);
        plane.NotSeen.ShouldContain(gap => gap.What == "kube-scheduler" && gap.Why.Contains("connection refused"));
    }

    private static Component Leader(string name, TimeSpan age) =>
        Seen(name) with { Leases = [Lease(name, age, "cp-1_8a1f")] };

    private static Component Seen(string name) =>
        new() { Metadata = new ObjectMeta { Name = name }, SeenAt = Bare.Now };

    private static Lease Lease(string name, TimeSpan age, string holder) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "kube-system" },
        Spec = new LeaseSpec
        {
            HolderIdentity = holder,
            LeaseDurationSeconds = 15,
            RenewTime = Bare.Now - age,
        },
    };

    private static ClusterSnapshot With(params Component[] parts) => Bare with
    {
        Objects = new ClusterObjectsBuilder().AddRange(parts).AddOtherKinds(Bare.Objects).Build(),
    };

    private static HealthPart Part(HealthReport report, string name) => report.Parts.Single(part => part.Name == name);
}
