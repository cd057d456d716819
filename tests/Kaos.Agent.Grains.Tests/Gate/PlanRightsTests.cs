using Kaos.Agent.Grains.Gate.Grants;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Tests.Gate;

public sealed class PlanRightsTests
{
    private const string Patch = """[{"op":"replace","path":"/spec/replicas","value":3}]""";

    [Fact]
    public void Patch_AndItsInverse_AreOneRight() =>
        Of(Step(ActionNames.Scale, new("StatefulSet", "shop", "db"), Patch, Patch))
            .ShouldBe(["patch statefulsets.apps shop/db"]);

    [Fact]
    public void Drain_OfTwoPods_NamesTheNodeAndEachEviction() => Of(
        Step(ActionNames.Cordon, new("Node", null, "node-1"), Patch, Patch),
        Step(ActionNames.Evict, new("Pod", "shop", "b"), Removal, null),
        Step(ActionNames.Evict, new("Pod", "pay", "a"), Removal, null))
        .ShouldBe(["create pods/eviction pay/a", "create pods/eviction shop/b", "patch nodes node-1"]);

    [Fact]
    public void Deletion_WithAWayBack_MayMakeItAgain() => Of(
        Step(ActionNames.Delete, new("ConfigMap", "shop", "old"), Removal, WholeObject.Creation([])))
        .ShouldBe(["create configmaps shop/*", "delete configmaps shop/old"]);

    private static string Removal => WholeObject.Removal([]);

    private static string[] Of(params PlanStep[] steps) =>
        [.. PlanRights.Of(Samples.ScalePlan() with { Steps = [.. steps] }).Select(right => right.ToString())];

    private static PlanStep Step(string action, ObjectRef target, string patch, string? inverse) => new()
    {
        Action = action,
        Target = target,
        Description = "",
        Patch = patch,
        Inverse = inverse,
        Recovery = Recovery.Conditional,
    };
}
