using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;
using Scale = Kaos.Agent.Grains.Gate.Actions.Scale;

namespace Kaos.Agent.Grains.Tests.Gate;

public sealed class PreconditionsTests
{
    private static readonly ObjectRef PodA = new("Pod", "shop", "db-0");

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void OthersReady_OneOfSeveralPods_IsRestartedOnlyWhereAnotherIsWell(bool otherReady, bool blocks) =>
        Check(PreconditionNames.OthersReady, PodA, 2, Pod("db-0", ready: false), Pod("db-1", otherReady))
            .ShouldBe(blocks);

    [Fact]
    public void Runs_EveryPodCrashLoops_IsNotRestartedOnceMore() => Check(
        PreconditionNames.Runs, Samples.Db, 2, Pod("db-0", false, "CrashLoopBackOff"), Pod("db-1", false, "CrashLoopBackOff"))
        .ShouldBeTrue();

    [Fact]
    public void Runs_OnePodOnlyIsNotWell_MayBeRestarted() => Check(
        PreconditionNames.Runs, Samples.Db, 2, Pod("db-0", false, "CrashLoopBackOff"), Pod("db-1", false)).ShouldBeFalse();

    [Theory]
    [InlineData(PreconditionNames.Runs, 0, true)]
    [InlineData(PreconditionNames.Runs, 1, false)]
    [InlineData(PreconditionNames.NoReplicas, 0, false)]
    [InlineData(PreconditionNames.NoReplicas, 1, true)]
    public void Replicas_NoneOrSome_DecideBetweenStartingAndRestarting(string name, int replicas, bool blocks) =>
        Check(name, Samples.Db, replicas).ShouldBe(blocks);

    [Fact]
    public void Delete_RunOfACronJob_IsPossibleAndAJobOfAnOperatorIsNot()
    {
        var run = new ObjectRef("Job", "shop", "nightly-1");

        Samples.Build(new Delete(), run, Job("CronJob"), null).ShouldBeOfType<Built.Draft>();
        Samples.Build(new Delete(), run, Job("Backup"), null).ShouldBeOfType<Built.Refused>();
    }

    [Fact]
    public void Scale_FromZero_MayGoToOne()
    {
        var live = Samples.StatefulSet();
        live["spec"]!["replicas"] = 0;
        var draft = Samples.Drafted(new Scale(), Samples.Db, live, null, ("replicas", "1"));

        new Scale().Violation(
            Samples.Step(new Scale(), Samples.Db, draft), (JsonArray)JsonNode.Parse(draft.Patch)!, new ActionBounds())
            .ShouldBeNull();
    }

    private static bool Check(string name, ObjectRef target, int replicas, params Pod[] pods)
    {
        var live = new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } };
        return Preconditions.Check(name, target, live, live, new ClusterObjectsBuilder().AddRange(pods).Build())
            is { Blocks: true };
    }

    private static Pod Pod(string name, bool ready, string? waits = null) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = name,
            Namespace = "shop",
            OwnerReferences = [new OwnerReference { Kind = "StatefulSet", Name = "db", Uid = "u", Controller = true }],
        },
        Status = new PodStatus
        {
            Conditions = [new Condition { Type = "Ready", Status = ready ? "True" : "False" }],
            ContainerStatuses =
            [
                new ContainerStatus
                {
                    Name = "db",
                    State = new ContainerState
                    {
                        Waiting = waits is null ? null : new ContainerWaiting { Reason = waits },
                    },
                },
            ],
        },
    };

    private static JsonObject Job(string owner) => Samples.Parse($$"""
        { "apiVersion": "batch/v1", "kind": "Job", "metadata": { "name": "nightly-1", "namespace": "shop", "uid": "j",
          "ownerReferences": [{ "kind": "{{owner}}", "name": "nightly", "uid": "c", "controller": true }] } }
        """);
}
