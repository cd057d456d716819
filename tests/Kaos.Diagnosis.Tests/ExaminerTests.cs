using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Changes;
using Kaos.Diagnosis.Graph;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Tests;

public sealed class ExaminerTests
{
    [Fact]
    public void Next_Steps_GoFromEventsToMetricsToLogsToDependencies()
    {
        var scenario = Scenario.Load("slow-upstream-scaled-down");
        var reading = new SnapshotCase(scenario.World, scenario.Expected.Focus);

        reading.Conclude();

        reading.Steps.Select(s => s.Why).ShouldBe(
        [
            "Checking events first", "Looking at the metrics", "Pulling the logs around 07:58 UTC",
            "Checking what it depends on: StatefulSet fares/fare-store",
        ]);
    }

    [Fact]
    public void Next_SoFar_OnlyGrows()
    {
        var scenario = Scenario.Load("oom-after-config-edit");
        var reading = new SnapshotCase(scenario.World, scenario.Expected.Focus);

        reading.Conclude();

        var told = reading.Steps.Select(s => s.SoFar.Select(e => e.Id).ToHashSet()).ToList();
        told[0].ShouldBeEmpty();
        told.Zip(told.Skip(1)).ShouldAllBe(pair => pair.First.IsSubsetOf(pair.Second));
        told[^1].Count.ShouldBeGreaterThanOrEqualTo(4);
    }

    [Fact]
    public void Next_EverythingTriedWithoutAnswer_StillConcludes()
    {
        var scenario = Scenario.Load("oom-after-config-edit");
        var file = new CaseFile { World = scenario.World with { Logs = [], Series = [] } };
        var steps = 0;
        while (Examiner.Next(file) is Step.ReadMore more)
        {
            file = file with { Done = file.Done.Union(more.Requests) };
            (++steps).ShouldBeLessThan(10);
        }

        ((Step.Concluded)Examiner.Next(file)).Result.Findings.ShouldHoldOne(CauseCodes.ConfigChange);
    }

    [Fact]
    public void Conclude_PartsNotRead_AreSaidAndLowerConfidence()
    {
        var scenario = Scenario.Load("crash-missing-variable");
        var whole = new SnapshotCase(scenario.World, null).Conclude();
        var unread = scenario.World with { NotRead = [new UnreadPart("billing/events", "403: forbidden")] };

        var partly = new SnapshotCase(unread, null).Conclude();

        partly.NotChecked.ShouldBe([new NotChecked("billing/events", "403: forbidden")]);
        partly.Findings[0].Confidence.ShouldBeLessThan(whole.Findings[0].Confidence);
    }

    [Theory]
    [InlineData("logs/other-team/some-pod/main")]
    [InlineData("events in other-team")]
    [InlineData("networkpolicies.networking.k8s.io")]
    [InlineData("logs/billing/invoice-worker-7b4d9-aa111/worker (previous run)")]
    public void Conclude_GapThatBearsOnNothingHere_IsSaidAndChangesNoConfidence(string what)
    {
        var scenario = Scenario.Load("crash-missing-variable");
        var whole = new SnapshotCase(scenario.World, null).Conclude();

        var partly = new SnapshotCase(scenario.World with { NotRead = [new UnreadPart(what, "403")] }, null).Conclude();

        partly.NotChecked.ShouldHaveSingleItem().What.ShouldBe(what);
        partly.Findings[0].Confidence.ShouldBe(whole.Findings[0].Confidence);
    }

    [Fact]
    public void Conclude_SlowUpstreamPoliciesNotRead_SaysThatTheyAreUnknown()
    {
        var scenario = Scenario.Load("upstream-ready-but-too-slow");
        var whole = new SnapshotCase(scenario.World, scenario.Expected.Focus).Conclude().Findings[0];
        var unread =
            scenario.World with { NotRead = [new UnreadPart("networkpolicies.networking.k8s.io", "403: forbidden")] };

        var partly = new SnapshotCase(unread, scenario.Expected.Focus).Conclude().Findings[0];

        var told = string.Join("\n", partly.Evidence.Select(e => e.Text));
        told.ShouldContain("NetworkPolicies could not be read");
        told.ShouldNotContain("no NetworkPolicy is in the way");
        partly.Confidence.ShouldBeLessThan(whole.Confidence);
    }

    [Fact]
    public void Conclude_CauseNotKnown_LeavesTheSymptomUnexplained()
    {
        var scenario = Scenario.Load("healthy-after-restart");
        var focus = new Focus(new ObjectRef("Deployment", "malls", "pier-front"), SymptomCodes.Errors, null);

        var result = new SnapshotCase(scenario.World, focus).Conclude();

        result.Findings.ShouldBeEmpty();
        result.Unexplained.ShouldHaveSingleItem().Code.ShouldBe(SymptomCodes.Errors);
    }

    [Fact]
    public void Owners_Pod_LeadsToItsDeployment() =>
        Owners.TopOwner(
            Scenario.Load("node-not-ready").World.Objects, new ObjectRef("Pod", "malls", "shop00-front-7b4d9-aa111"))
            .ShouldBe(new ObjectRef("Deployment", "malls", "shop00-front"));

    [Fact]
    public void Graph_HostInEnv_LeadsToTheStatefulSetBehind()
    {
        var graph = DependencyGraph.Of(Scenario.Load("slow-upstream-scaled-down").World.Objects);
        var store = new ObjectRef("StatefulSet", "fares", "fare-store");

        graph.Upstream(new ObjectRef("Deployment", "fares", "quote-desk"))
            .ShouldContain(d => d.To == store && d.Via == "selector");
        graph.DependantsOf(new ObjectRef("Service", "fares", "fare-store"))
            .ShouldContain(d => d.From.Name == "quote-desk" && d.Via == "env STORE_HOST");
    }

    [Fact]
    public void Timeline_Maintenance_TellsWhoDidWhatWhen()
    {
        var timeline = ChangeTimeline.Around(
            Scenario.Load("slow-upstream-scaled-down").World, new ObjectRef("Deployment", "fares", "quote-desk"));

        timeline.Changes.Select(c => (c.Kind, c.Object.Name, c.Who)).ShouldBe(
        [
            (ChangeKind.Drain, "node-green", "site-maintenance"), (ChangeKind.Scale, "fare-store", "site-maintenance"),
        ]);
    }

    [Theory]
    [InlineData("oom-after-config-edit", "ConfigMap", "kubectl-edit")]
    [InlineData("slow-after-config-edit", "ConfigMap", null)]
    [InlineData("slow-upstream-scaled-down", "StatefulSet", "site-maintenance")]
    public void Finding_WithAMetricThatShifted_StandsBesideTheChangeNearestToIt(string name, string kind, string? who)
    {
        var scenario = Scenario.Load(name);

        var shift = new SnapshotCase(scenario.World, scenario.Expected.Focus)
            .Conclude().Findings[0].Shift.ShouldNotBeNull();

        shift.After.ShouldBeGreaterThan(shift.Before);
        var change = shift.Change.ShouldNotBeNull();
        change.Object.Kind.ShouldBe(kind);
        change.Seconds.ShouldBe((shift.At - change.At).TotalSeconds);
        change.Seconds.ShouldBeInRange(-90, 900);
        change.Who.ShouldBe(who ?? change.Who);
    }

    [Fact]
    public void Finding_OfAMemoryLimit_HoldsItsArithmetic()
    {
        var scenario = Scenario.Load("oom-after-config-edit");

        var limit = new SnapshotCase(scenario.World, scenario.Expected.Focus)
            .Conclude().Findings[0].Limit.ShouldNotBeNull();

        (limit.Resource, limit.Container, limit.Limit, limit.Peak, limit.Suggested)
            .ShouldBe(("memory", "basket", "512Mi", "623Mi", "768Mi"));
        limit.Because.ShouldContain("a fifth above the peak");
    }

    [Fact]
    public void Finding_OfACpuLimit_HoldsTheShiftAndTheArithmetic()
    {
        var scenario = Scenario.Load("slow-cpu-throttled");

        var finding = new SnapshotCase(scenario.World, scenario.Expected.Focus).Conclude().Findings[0];

        finding.Limit.ShouldNotBeNull().Resource.ShouldBe("cpu");
        finding.Shift.ShouldNotBeNull().Metric.ShouldContain("throttled");
    }

    [Fact]
    public void Next_ObjectsWithNothingInThem_DoNotThrow()
    {
        var builder = new ClusterObjectsBuilder();
        builder.Add(new Pod()).Add(new Deployment()).Add(new ReplicaSet()).Add(new StatefulSet()).Add(new DaemonSet())
            .Add(new Job()).Add(new CronJob()).Add(new Service()).Add(new Node()).Add(new ConfigMap())
            .Add(new Ingress())
            .Add(new Event()).Add(new PersistentVolumeClaim()).Add(new ResourceQuota());
        builder.Add(new Pod
        {
            Status = new PodStatus
            {
                Phase = "Running",
                ContainerStatuses = [null!,
                    new ContainerStatus { State = new ContainerState { Waiting = new ContainerWaiting { Reason = "CrashLoopBackOff" } } }],
                Conditions =
                    [null!, new Condition { Type = "PodScheduled", Status = "False", Reason = "Unschedulable" }],
            },
            Spec = new PodSpec { Containers = [null!], Volumes = [null!], NodeName = "x" },
        });
        var world = new ClusterSnapshot { ClusterName = "odd", Now = DateTimeOffset.UnixEpoch.AddYears(56), Objects = builder.Build() };

        Should.NotThrow(() => new SnapshotCase(world, null).Conclude());
        Should.NotThrow(() =>
            new SnapshotCase(world, new Focus(new ObjectRef("Deployment", null, ""), null, null)).Conclude());
        Should.NotThrow(() => DependencyGraph.Of(world.Objects).DependantsOf(new ObjectRef("Node", null, "x")));
    }
}
