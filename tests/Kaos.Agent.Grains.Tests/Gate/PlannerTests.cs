using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Tests.Gate;

public sealed class PlannerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Seed", "4-7")]
    public async Task Offer_OomAfterAConfigChange_GivesBothWaysAndTheTwoThatChangeNothing()
    {
        await using var bench = await GateBench.StartAsync();

        var offer = await bench.Planner.OfferAsync("shop", "practice", Samples.ConfigChange(), Token);

        offer.Options.Select(option => option.Id)
            .ShouldBe(["restart-and-patch-memory", "rollback-config", "do-nothing", "hand-over"]);
        offer.Options.Take(2).Select(option => option.PlanHash).ShouldBe(offer.Plans.Select(plan => plan.Hash));
        offer.Options[0].Description.ShouldBe(
            "Bump the memory limit of web from 512Mi to 768Mi, with a rolling restart");
        offer.Options[1].Description.ShouldBe(
            "Revert ConfigMap web-config to revision v42 (before 03:14 UTC) and restart web, one pod after another");
        bench.Api.Writes.ShouldBeEmpty();
        bench.Api.Patches.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Offer_RollbackConfig_IsExactlyTheTwoStepsWithTheirWayBack()
    {
        await using var bench = await GateBench.StartAsync();

        var plan = (await bench.Planner.OfferAsync("shop", "practice", Samples.ConfigChange(), Token)).Plans[1];

        plan.Steps.Select(step => (step.Action, step.Target, step.Recovery, step.AwaitRollout)).ShouldBe(
        [
            (ActionNames.RestoreConfigMap, Samples.Settings, Recovery.Conditional, false),
            (ActionNames.RolloutRestart, Samples.Shop, Recovery.Named, true),
        ]);
        plan.Steps[0].Description.ShouldBe("Reverting ConfigMap shop/web-config to revision v42");
        plan.Steps[0].Managers.ShouldBe(["kubectl-edit"]);
        plan.Diff.ShouldContain("-    eviction=none\n+    eviction=lru\n");
        plan.Diff.ShouldContain("-    example.invalid/revision: v43\n+    example.invalid/revision: v42\n");
        plan.ReadSet.Select(projection => projection.Object)
            .ShouldBe([Samples.Settings, Samples.Shop], ignoreOrder: true);
        plan.IncidentClass.ShouldBe("config-change/Deployment/restore-configmap");
        plan.Verification.Window.ShouldBe(TimeSpan.FromMinutes(5));
        PlanHashing.Of(plan).ShouldBe(plan.Hash);
        var before = await bench.Blobs.FindAsync(plan.Steps[0].BeforeImage!, Token);
        JsonPath.Text(JsonNode.Parse(before!.Value.Span), "data", "cache").ShouldBe("eviction=none\nsize=100\n");
    }

    [Fact]
    public async Task Offer_ScaledDown_PutsTheScaleFirst()
    {
        await using var bench = await GateBench.StartAsync();

        var offer = await bench.Planner.OfferAsync("shop", "practice", Samples.ScaledDown(), Token);

        offer.Options.Select(option => (option.Id, option.Risk)).ShouldBe(
        [
            ("scale-statefulset", Risk.Low), ("rollback-node-drain", Risk.Medium), ("do-nothing", Risk.None),
            ("hand-over", Risk.None),
        ]);
        offer.Plans[0].ReviewType.ShouldBe("scale_plan_review");
        offer.Plans[0].Verification.Checks.Single(check => check.Kind == "latency-recovers").Required.ShouldBeTrue();
    }

    [Fact]
    [Trait("Seed", "3-18")]
    public async Task Offer_NoEarlierVersion_LeavesTheRollbackOutAndSaysWhy()
    {
        await using var bench = await GateBench.StartAsync();
        bench.Api.Change(ScriptedApi.PathOf("ConfigMap", "web-config"), live =>
            ((JsonObject)live["metadata"]!["annotations"]!).Remove("kubectl.kubernetes.io/last-applied-configuration"));

        var offer = await bench.Planner.OfferAsync("shop", "practice", Samples.ConfigChange(), Token);

        offer.Options.Select(option => option.Id).ShouldNotContain("rollback-config");
        offer.NotOffered.Single().ShouldBe(
            new NotChecked("rollback-config", "ConfigMap/shop/web-config: no earlier version of it is known"));
    }

    [Fact]
    public async Task Offer_ObservedVersion_IsRestoredFromTheBlobs()
    {
        await using var bench = await GateBench.StartAsync();
        bench.Api.Change(ScriptedApi.PathOf("ConfigMap", "web-config"), live =>
        {
            ((JsonObject)live["metadata"]!["annotations"]!).Remove("kubectl.kubernetes.io/last-applied-configuration");
            live["binaryData"] = new JsonObject { ["blob"] = "AAAA" };
        });
        var hash = await bench.Blobs.PutAsync(
            """{"cache":"eviction=lru\nsize=50\n","mode":"fast"}"""u8.ToArray(), Token);
        var finding = Samples.ConfigChange();
        finding = finding with { Facts = finding.Facts.SetItem(FactNames.PreviousContent, hash).SetItem(FactNames.PreviousSource, "observed") };

        var offer = await bench.Planner.OfferAsync("shop", "practice", finding, "rollback-config", Token);

        var patch = offer.Plans.Single().Steps[0].Patch;
        patch.ShouldContain("size=50");
        patch.ShouldNotContain("binaryData");
    }

    [Fact]
    public async Task Offer_DryRunForbidden_IsOfferedWithAWarning()
    {
        await using var bench = await GateBench.StartAsync();
        bench.Api.DryRun = http => ScriptedApi.RefuseAsync(http, 403, "Forbidden", "may not patch");

        var offer = await bench.Planner.OfferAsync("shop", "practice", Samples.ScaledDown(), Token);

        offer.Plans[0].Warnings.ShouldContain(
            "The change of StatefulSet/shop/db could not be dry-run: no write permission.");
    }

    [Fact]
    [Trait("Seed", "3-13")]
    public async Task Offer_DryRunInvalid_IsNotOfferedWithTheServersWords()
    {
        await using var bench = await GateBench.StartAsync();
        bench.Api.DryRun = http => ScriptedApi.RefuseAsync(http, 422, "Invalid", "replicas: too many", "too many");

        var offer = await bench.Planner.OfferAsync("shop", "practice", Samples.ScaledDown(), Token);

        offer.Plans.ShouldBeEmpty();
        offer.NotOffered.ShouldAllBe(left => left.Why.Contains("replicas: too many"));
    }

    [Fact]
    public async Task Offer_QuotaTooSmall_SaysWhichQuota()
    {
        await using var bench = await GateBench.StartAsync();
        bench.Cluster.Objects = new ClusterObjectsBuilder().Add(new ResourceQuota
        {
            Metadata = new ObjectMeta { Name = "team", Namespace = "shop" },
            Status = new ResourceQuotaStatus
            {
                Hard = new Dictionary<string, Quantity> { ["requests.memory"] = Quantity.Parse("2Gi") },
                Used = new Dictionary<string, Quantity> { ["requests.memory"] = Quantity.Parse("1Gi") },
            },
        }).Build();

        var offer = await bench.Planner.OfferAsync("shop", "practice", Samples.ScaledDown(), Token);

        offer.NotOffered.Single(left => left.What == "scale-statefulset").Why.ShouldContain(
            "quota team allows 2Gi of requests.memory, 1Gi is in use");
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(1, false)]
    public async Task Offer_Capacity_CountsRoomOnSchedulableNodes(int places, bool offered)
    {
        await using var bench = await GateBench.StartAsync();
        bench.Cluster.Objects = new ClusterObjectsBuilder().Add(NodeWith($"{places}Gi", cordoned: false))
            .Add(NodeWith("64Gi", cordoned: true)).Build();

        var offer = await bench.Planner.OfferAsync("shop", "practice", Samples.ScaledDown(), Token);

        offer.Options.Any(option => option.Id == "scale-statefulset").ShouldBe(offered);
        offer.NotOffered.Any(left => left.Why.Contains($"room for {places}")).ShouldBe(!offered);
    }

    [Fact]
    public async Task Offer_ObjectOfAnOperator_IsLeftToIt()
    {
        await using var bench = await GateBench.StartAsync();
        bench.Api.Change(ScriptedApi.PathOf("StatefulSet", "db"), live => live["metadata"]!["ownerReferences"] =
            JsonNode.Parse("""[{"apiVersion":"acid.zalan.do/v1","kind":"postgresql","name":"main"}]"""));

        var offer = await bench.Planner.OfferAsync("shop", "practice", Samples.ScaledDown(), Token);

        offer.NotOffered.Single(left => left.What == "scale-statefulset").Why.ShouldContain("edit postgresql main");
    }

    [Fact]
    public async Task Offer_UnknownCluster_OffersNothingThatChanges()
    {
        await using var bench = await GateBench.StartAsync();

        var offer = await bench.Planner.OfferAsync("shop", "elsewhere", Samples.ScaledDown(), Token);

        offer.Options.Select(option => option.Id).ShouldBe(["do-nothing", "hand-over"]);
        offer.NotOffered.Length.ShouldBe(2);
    }

    [Fact]
    public async Task Offer_WhereKaosMayOnlyPropose_IsStillAPlan()
    {
        await using var bench = await GateBench.StartAsync(mayApprove: false);

        var plan = (await bench.Planner.OfferAsync("shop", "practice", Samples.ScaledDown(), Token)).Plans[0];

        plan.Policy.Single(verdict => verdict.Rule == "maturity").Effect.ShouldBe(Effect.Deny);
        KubectlCommands.Of(plan).ShouldBe(["kubectl scale statefulset/db --namespace shop --replicas=3"]);
    }

    private static Node NodeWith(string memory, bool cordoned) => new()
    {
        Metadata = new ObjectMeta { Name = cordoned ? "closed" : "open" },
        Spec = new NodeSpec { Unschedulable = cordoned },
        Status = new NodeStatus
        {
            Allocatable =
                new Dictionary<string, Quantity> { ["memory"] = Quantity.Parse(memory), ["cpu"] = Quantity.Parse("8") },
        },
    };
}
