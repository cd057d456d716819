using System.Collections.Immutable;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Agent.Grains.Gate.Verification;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Tests.Gate;

/// <summary>
/// The verification table (seed row 1-12): every action is proven by another look, and a write that was answered with
/// 200 while the cluster shows something else is not done.
/// </summary>
public sealed class VerificationTableTests
{
    private static readonly ObjectRef Web = new("Deployment", "shop", "web");
    private static readonly ObjectRef Pod = new("Pod", "shop", "web-a");
    private static readonly ObjectRef Node = new("Node", null, "node-2");
    private static readonly ObjectRef Claim = new("PersistentVolumeClaim", "shop", "data");
    private static readonly ObjectRef Scaler = new("HorizontalPodAutoscaler", "shop", "web");

    /// <summary>
    /// Action, its object, the checks in order, the world in which it is proven, and one in which it is not.
    /// </summary>
    public static TheoryData<string, ObjectRef, string, string, string> Rows => new()
    {
        { ActionNames.Apply, Web, "as-written rollout-healthy", "written, 3 of 3", "written, 2 of 3" },
        { ActionNames.Cordon, Node, "node-cordoned", "cordoned", "open" },
        { ActionNames.Delete, Web, "gone", "written", "answered" },
        { ActionNames.EditCustomResource, new("Database", "shop", "main"), "as-written", "written", "answered" },
        { ActionNames.Evict, Pod, "gone rollout-healthy", "written, 3 of 3", "written, 2 of 3" },
        { ActionNames.ExpandVolumeClaim, Claim, "as-written volume-grown", "written, 20Gi", "written, 10Gi" },
        { ActionNames.Label, Node, "as-written", "written", "answered" },
        { ActionNames.PatchAutoscaler, Scaler, "as-written autoscaler-in-bounds", "written, wants 5", "written, wants 1" },
        { ActionNames.PatchResources, Web, "as-written rollout-healthy", "written, 3 of 3", "written, 2 of 3" },
        { ActionNames.PullRequest, new("ConfigMap", "shop", "settings"), "as-written", "written", "answered" },
        { ActionNames.RestartPod, Pod, "gone rollout-healthy", "written, 3 of 3", "answered, 3 of 3" },
        { ActionNames.RestoreConfigMap, new("ConfigMap", "shop", "settings"), "as-written", "written", "answered" },
        { ActionNames.Resume, Web, "as-written rollout-healthy", "written, 3 of 3", "written, 1 of 3" },
        { ActionNames.RollbackRevision, Web, "as-written rollout-healthy", "written, 3 of 3", "answered, 3 of 3" },
        { ActionNames.RolloutRestart, Web, "as-written rollout-healthy", "written, 3 of 3", "written, 2 of 3" },
        { ActionNames.Scale, Web, "as-written rollout-healthy replicas-match", "written, 3 of 3", "written, 2 of 3" },
        { ActionNames.Scale, Web, "as-written rollout-healthy replicas-match", "written, 3 of 3", "written, 5 of 3" },
        { ActionNames.SetImage, Web, "as-written rollout-healthy", "written, 3 of 3", "written, 2 of 3" },
        { ActionNames.SetProbe, Web, "as-written rollout-healthy", "written, 3 of 3", "written, 2 of 3" },
        { ActionNames.SetSelector, new("Service", "shop", "web"), "as-written symptoms-gone", "written", "answered" },
        { ActionNames.SetTargetPort, new("Service", "shop", "web"), "as-written symptoms-gone", "written", "answered" },
        { ActionNames.Suspend, new("CronJob", "shop", "nightly"), "as-written", "written", "answered" },
        { ActionNames.Taint, Node, "as-written", "written", "answered" },
        { ActionNames.Uncordon, Node, "node-schedulable", "open", "cordoned" },
        { ActionNames.Untaint, Node, "as-written", "written", "answered" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Action_IsProvenByWhatTheClusterShowsAndByNothingLess(
        string action, ObjectRef target, string kinds, string proven, string not)
    {
        var checks = VerificationTable.Complete([], [Step(action, target)]);

        checks.Select(check => check.Kind).ShouldBe(kinds.Split(' '));
        checks.ShouldAllBe(check => check.Required);
        Read(checks, proven).ShouldBe(VerificationState.Good);
        Read(checks, not).ShouldBe(VerificationState.Failed);
    }

    [Fact]
    public void Table_KnowsEveryActionThatKaosHas() =>
        Rows.Select(row => row.Data.Item1).Append(ActionNames.Exec).Append(ActionNames.DebugPod).Distinct().Order()
            .ShouldBe(TypedActions.All.Keys.Order());

    [Theory]
    [InlineData(ActionNames.Exec)]
    [InlineData(ActionNames.DebugPod)]
    public void Program_HasItsExitCodeAndOutputAsEvidenceAndNoSecondLook(string action) =>
        VerificationTable.Complete([], [Step(action, Pod)]).ShouldBeEmpty();

    [Fact]
    public void Drain_IsTheCordonAndAnEmptyNodeNotEachPod() =>
        VerificationTable.Complete(
            [new VerificationCheck("node-empty", Node, Required: true)],
            [Step(ActionNames.Cordon, Node), Step(ActionNames.Evict, Pod)])
            .Select(check => check.Kind).ShouldBe(["node-empty", "node-cordoned"]);

    [Fact]
    public void Checks_OfTheWorkflow_StayAsTheyAreAndAreNotDoubled()
    {
        var own = new VerificationCheck("rollout-healthy", Web, Required: false);

        VerificationTable.Complete([own], [Step(ActionNames.SetImage, Web), Step(ActionNames.SetProbe, Web)])
            .ShouldBe([own, new VerificationCheck("as-written", Web, Required: true)]);
    }

    private static VerificationState Read(ImmutableArray<VerificationCheck> checks, string shown)
    {
        var parts = shown.Split(", ");
        StepSighting written = parts.Contains("answered") ? StepSighting.NotHappened : StepSighting.Happened;
        var file = new CaseFile { World = new ClusterSnapshot { ClusterName = "practice", Now = Samples.At, Objects = World(parts[^1]) } };
        return Verifier.Together(
            [.. checks.Select(check => Checks.Find(check.Kind).ShouldNotBeNull()
                .Read(new CheckInput(file, check.Object, Samples.ConfigChange(), Samples.At, [written])).State)],
            final: true);
    }

    private static ClusterObjects World(string shown)
    {
        var objects = new ClusterObjectsBuilder().Add(new Node
        {
            Metadata = new ObjectMeta { Name = "node-2" },
            Spec = new NodeSpec { Unschedulable = shown == "cordoned" },
        });
        if (shown.Split(" of ") is [var ready, var wanted])
        {
            objects.Add(new Deployment
            {
                Metadata = new ObjectMeta { Name = "web", Namespace = "shop", Generation = 2 },
                Spec = new DeploymentSpec { Replicas = Number(wanted) },
                Status = new DeploymentStatus { ObservedGeneration = 2, ReadyReplicas = Number(ready), UpdatedReplicas = Number(ready) },
            });
        }

        objects.Add(new PersistentVolumeClaim
        {
            Metadata = new ObjectMeta { Name = "data", Namespace = "shop" },
            Spec =
                new PersistentVolumeClaimSpec { Resources = new ResourceRequirements { Requests = Storage("20Gi") } },
            Status = new PersistentVolumeClaimStatus { Phase = "Bound", Capacity = Storage(shown.EndsWith("Gi", StringComparison.Ordinal) ? shown : "20Gi") },
        });
        objects.Add(new HorizontalPodAutoscaler
        {
            Metadata = new ObjectMeta { Name = "web", Namespace = "shop" },
            Spec = new HorizontalPodAutoscalerSpec { MinReplicas = 3, MaxReplicas = 6 },
            Status = new HorizontalPodAutoscalerStatus { DesiredReplicas = shown.StartsWith("wants ", StringComparison.Ordinal) ? Number(shown[6..]) : 3 },
        });
        return objects.Build();
    }

    private static Dictionary<string, Quantity> Storage(string size) => new() { ["storage"] = Quantity.Parse(size) };

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static PlanStep Step(string action, ObjectRef target) => new()
    {
        Action = action,
        Target = target,
        Description = action,
        Patch = "[]",
        Recovery = Recovery.Conditional,
        AwaitRollout = target.Kind is "Deployment" or "Pod" && action is not (ActionNames.Delete or ActionNames.Exec),
        RolloutOf = target.Kind == "Pod" ? Web : null,
    };
}
