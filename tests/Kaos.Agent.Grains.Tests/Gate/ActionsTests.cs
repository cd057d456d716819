using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;
using Scale = Kaos.Agent.Grains.Gate.Actions.Scale;

namespace Kaos.Agent.Grains.Tests.Gate;

public sealed class ActionsTests
{
    [Theory]
    [Trait("Seed", "2-9")]
    [InlineData(1)]
    [InlineData(21)]
    public void Scale_OutsideItsBounds_IsRefused(int replicas) =>
        Samples.Build(new Scale(), Samples.Db, Samples.StatefulSet(), null, ("replicas", $"{replicas}"))
            .ShouldBeOfType<Built.Refused>().Why.ShouldContain("outside 2 to 20");

    [Fact]
    [Trait("Seed", "1-18")]
    public void Scale_AsManyAlready_WritesNothingAndSaysSo()
    {
        var live = Samples.StatefulSet();
        live["spec"]!["replicas"] = 3;

        Samples.Build(
            new Scale(), Samples.Db, live, null,
            ("replicas", "3")).ShouldBeOfType<Built.Already>().What.ShouldContain("already");
    }

    [Fact]
    public void Scale_OwnedByAnAutoscaler_IsRefusedByName()
    {
        var hpa = new HorizontalPodAutoscaler
        {
            Metadata = new ObjectMeta { Name = "db-hpa", Namespace = "shop" },
            Spec = new HorizontalPodAutoscalerSpec { ScaleTargetRef = new ScaleTarget { Kind = "StatefulSet", Name = "db" } },
        };
        var input = new ActionInput(
            Samples.Db, Samples.StatefulSet(), new Dictionary<string, string> { ["replicas"] = "3" }, Samples.At,
            new ClusterObjectsBuilder().Add(hpa).Build(), null, new ActionBounds());

        new Scale().Build(input).ShouldBeOfType<Built.Refused>().Why.ShouldContain("db-hpa");
    }

    [Fact]
    public void PatchResources_RaisesOneContainersLimit_AndGuardsItsName()
    {
        var draft = Samples.Drafted(
            new PatchResources(), Samples.Shop, Samples.Deployment(), null, ("container", "app"),
            ("memoryLimit", "768Mi"));

        draft.Patch.ShouldContain("""{"op":"test","path":"/spec/template/spec/containers/1/name","value":"app"}""");
        JsonPath.Text(draft.After, "spec", "template", "spec", "containers", "1", "resources", "limits", "memory")
            .ShouldBe("768Mi");
        JsonPath.Text(draft.After, "spec", "template", "spec", "containers", "0", "resources", "limits", "memory")
            .ShouldBe("64Mi");
    }

    [Theory]
    [InlineData("3Gi", "more than 4 times")]
    [InlineData("512Mi", "not above")]
    [InlineData("256Mi", "not above")]
    public void PatchResources_OutsideItsBounds_IsRefused(string limit, string why) =>
        Samples.Build(
            new PatchResources(), Samples.Shop, Samples.Deployment(), null, ("container", "app"),
            ("memoryLimit", limit))
            .ShouldBeOfType<Built.Refused>().Why.ShouldContain(why);

    [Fact]
    public void PatchResources_MoreThanAnyNodeHas_IsRefused()
    {
        var node = new Node
        {
            Metadata = new ObjectMeta { Name = "small" },
            Status = new NodeStatus { Allocatable = new Dictionary<string, Quantity> { ["memory"] = Quantity.Parse("600Mi") } },
        };
        var input = new ActionInput(
            Samples.Shop, Samples.Deployment(),
            new Dictionary<string, string> { ["container"] = "app", ["memoryLimit"] = "768Mi" },
            Samples.At, new ClusterObjectsBuilder().Add(node).Build(), null, new ActionBounds());

        new PatchResources().Build(input).ShouldBeOfType<Built.Refused>().Why.ShouldContain("600Mi");
    }

    [Fact]
    public void RolloutRestart_OfTheSamePlanTime_IsTheSameWrite()
    {
        var one = Samples.Drafted(new RolloutRestart(), Samples.Shop, Samples.Deployment());
        var other = Samples.Drafted(new RolloutRestart(), Samples.Shop, Samples.Deployment());

        one.Patch.ShouldBe(other.Patch);
        one.Patch.ShouldContain("2026-11-20T03:40:00.000Z");
        new RolloutRestart().Recovery.ShouldBe(Recovery.Named);
    }

    [Fact]
    public void RolloutRestart_OfAPausedDeployment_IsRefused()
    {
        var live = Samples.Deployment();
        live["spec"]!["paused"] = true;

        Samples.Build(
            new RolloutRestart(), Samples.Shop, live).ShouldBeOfType<Built.Refused>().Why.ShouldContain("paused");
    }

    [Fact]
    public void RestoreConfigMap_PutsDataAndRevisionBack_AndNothingElse()
    {
        var live = Samples.ConfigMap();
        var earlier = Samples.Parse(
            JsonPath.Text(live, "metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration")!);

        var draft = Samples.Drafted(new RestoreConfigMap(), Samples.Settings, live, earlier);

        draft.After!["data"]!.ToJsonString().ShouldBe("""{"cache":"eviction=lru\nsize=100\n","mode":"fast"}""");
        JsonPath.Text(draft.After!, "metadata", "annotations", "example.invalid/revision").ShouldBe("v42");
        JsonPath.Text(draft.After!, "metadata", "annotations", "example.invalid/owner").ShouldBe("team-a");
        draft.Describe.ShouldBe("Reverting ConfigMap shop/web-config to revision v42");
        JsonNode.DeepEquals(JsonPatch.Apply(draft.After!, JsonPatch.Parse(draft.Inverse!))!["data"], live["data"])
            .ShouldBeTrue();
    }

    [Theory]
    [InlineData("db.password=hunter2\n")]
    [InlineData("url=postgres://app:hunter2@db/shop\n")]
    public void RestoreConfigMap_WithACredentialInIt_IsRefused(string secret)
    {
        var live = Samples.ConfigMap();
        var earlier = (JsonObject)live.DeepClone();
        earlier["data"]!["cache"] = secret;

        Samples.Build(
            new RestoreConfigMap(), Samples.Settings, live,
            earlier).ShouldBeOfType<Built.Refused>().Why.ShouldContain("credential");
    }

    [Fact]
    public void RestoreConfigMap_WithoutAnEarlierVersion_IsRefused() =>
        Samples.Build(new RestoreConfigMap(), Samples.Settings, Samples.ConfigMap()).ShouldBeOfType<Built.Refused>()
            .Why.ShouldContain("no earlier version");

    [Fact]
    public void Uncordon_OfASchedulableNode_WritesNothing()
    {
        var live = Samples.Node();
        ((JsonObject)live["spec"]!).Remove("unschedulable");

        Samples.Build(new Uncordon(), Samples.NodeTwo, live).ShouldBeOfType<Built.Already>();
    }

    [Theory]
    [Trait("Seed", "0-12")]
    [InlineData("Helm", "Helm")]
    [InlineData("argocd-controller", "Argo CD")]
    [InlineData("kustomize-controller", "Flux")]
    public void Ownership_FieldManagedByATool_AsksForAPullRequest(string manager, string tool) =>
        Ownership.Upstream(new Scale(), Samples.StatefulSet(), [manager])
            .ShouldNotBeNull().Why.ShouldContain($"{tool} (field manager {manager})");

    [Fact]
    public void Ownership_OwnedByACustomResource_NamesTheOwner()
    {
        var live = Samples.StatefulSet();
        live["metadata"]!["ownerReferences"] = JsonNode.Parse(
            """[{"apiVersion":"acid.zalan.do/v1","kind":"postgresql","name":"main-db","controller":true}]""");

        Ownership.Operator(live).ShouldNotBeNull().ToString().ShouldBe("postgresql main-db (acid.zalan.do/v1)");
    }

    [Fact]
    [Trait("Seed", "0-12")]
    public void Ownership_PlainObject_IsKaossToChange()
    {
        Ownership.Refusal(Samples.Deployment()).ShouldBeNull();
        Ownership.Upstream(new PatchResources(), Samples.Deployment(), ["kubectl-client-side-apply"]).ShouldBeNull();
        Ownership.Warnings(new PatchResources(), Samples.Shop with { Namespace = "prod-eu" }, "c", Samples.Deployment())
            .ShouldContain(warning => warning.Contains("prod-eu"));
    }

    [Theory]
    [InlineData("""[{"op":"replace","path":"/spec/replicas","value":1}]""")]
    [InlineData("""[{"op":"replace","path":"/spec/replicas","value":21}]""")]
    [InlineData("""[{"op":"replace","path":"/spec/replicas","value":3},{"op":"replace","path":"/spec/serviceName","value":"x"}]""")]
    [InlineData("""[{"op":"add","path":"/spec","value":{"replicas":3,"paused":true}}]""")]
    [InlineData("[]")]
    public void Scale_PatchThatDoesMore_IsAViolation(string patch)
    {
        var step = Samples.ScalePlan().Steps[0] with { Patch = patch };

        new Scale().Violation(step, JsonPatch.Parse(patch), new ActionBounds()).ShouldNotBeNull();
    }
}
