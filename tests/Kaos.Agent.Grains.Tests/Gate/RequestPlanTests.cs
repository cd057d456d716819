using Kaos.Agent.Grains.Requests;
using Kaos.Agent.Grains.Tests.Workflows.Town;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Tests.Gate;

/// <summary>
/// Plans of what a person asks for directly, and their reviews (seed rows 1-7, 1-9, 1-10, 1-12, 1-18).
/// </summary>
public sealed class RequestPlanTests
{
    private static readonly ObjectRef Bare = new("Deployment", "shop", "bare");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Seed", "1-10")]
    public async Task Scale_AskedFor_IsReviewedWithCurrentAndTargetReplicas()
    {
        var plan = await PlanAsync("scale", Bare, ("replicas", "3"));

        plan.ReviewType.ShouldBe("scale_plan_review");
        var review = plan.Reviews!.Value.ShouldHaveSingleItem();
        (review.Kind, review.Namespace, review.Name, review.CurrentReplicas, review.TargetReplicas)
            .ShouldBe(("Deployment", "shop", "bare", 2, 3));
        review.Command.ShouldBe("kubectl scale deployment/bare --namespace shop --replicas=3");
        review.Yaml.ShouldNotBeNull().ShouldContain("replicas: 3");
        plan.Diff.ShouldContain("-  replicas: 2\n+  replicas: 3");
        plan.Verification.Checks.Select(check => check.Kind)
            .ShouldBe(["as-written", "rollout-healthy", "replicas-match"]);
    }

    [Fact]
    [Trait("Seed", "1-10")]
    public async Task Delete_AskedFor_IsReviewedWithAllThatGoes_AndCanBeUndone()
    {
        var plan = await PlanAsync("delete", new("Deployment", "shop", "web"));

        plan.ReviewType.ShouldBe("deletion_plan_review");
        plan.Reviews!.Value[0].Removes.ShouldBe(["Deployment/shop/web", "Pod/shop/web-2-a", "Pod/shop/web-2-b"]);
        plan.Warnings.ShouldContain(warning => warning.Contains("nothing serves any more"));
        plan.Steps[0].Inverse.ShouldNotBeNull().ShouldContain("registry.example/web:2");
        plan.Verification.Checks.ShouldHaveSingleItem().Kind.ShouldBe("gone");
    }

    [Fact]
    public async Task Drain_AskedFor_IsACordonAndSerialEvictions()
    {
        var plan = await PlanAsync("drain", new("Node", null, "node-1"));

        plan.Steps.Select(step => step.Action).ShouldBe(["cordon", "evict"]);
        plan.Reviews!.Value[^1].Removes.ShouldBe(["Pod/shop/web-2-a"]);
        plan.Steps[1].RolloutOf.ShouldBe(new ObjectRef("Deployment", "shop", "web"));
    }

    [Fact]
    [Trait("Seed", "1-18")]
    public async Task Create_OfWhatIsThere_WarnsThatItOverwrites()
    {
        var plan = await PlanAsync("apply", Bare, ("manifest", """{"kind":"Deployment","spec":{"replicas":4}}"""));

        plan.ReviewType.ShouldBe("create_update_plan_review");
        plan.Warnings.ShouldContain(warning => warning.Contains("exists already"));
    }

    [Fact]
    [Trait("Seed", "1-10")]
    public async Task Create_OfWhatIsNotThere_ShowsTheWholeYaml()
    {
        var plan = await PlanAsync(
            "apply", new("ConfigMap", "shop", "fresh"),
            ("manifest", """{"apiVersion":"v1","kind":"ConfigMap","data":{"mode":"fast"}}"""));

        plan.Reviews!.Value[0].Yaml.ShouldNotBeNull().ShouldContain("mode: fast");
        plan.Steps[0].Inverse.ShouldNotBeNull().ShouldContain("kaos.dev~1made-at");
    }

    [Theory]
    [Trait("Seed", "1-18")]
    [InlineData("scale", "replicas", "2", true, "asks for 2 replicas already")]
    [InlineData("scale", "replicas", "50", false, "outside 2 to 20")]
    [InlineData("set-image", "image", "registry.example/other:1", false, "another program")]
    [InlineData("apply", "manifest", """{"kind":"Deployment","spec":{"template":{"spec":{"hostNetwork":true}}}}""",
        false, "privileged")]
    public async Task Request_ThatChangesNothingOrTooMuch_HasNoPlanAndSaysWhy(
        string action, string name, string value, bool done, string why)
    {
        await using var bench = await TownBench.OpenAsync(Token);

        var offer = await OfferAsync(bench, action, Bare, (name, value));

        offer.Plans.ShouldBeEmpty();
        offer.IsDone.ShouldBe(done);
        offer.NotOffered.ShouldHaveSingleItem().Why.ShouldContain(why);
        bench.Api.Patches.ShouldBeEmpty();
    }

    private static async Task<Plan> PlanAsync(string action, ObjectRef target, params (string, string)[] with)
    {
        await using var bench = await TownBench.OpenAsync(Token);
        var offer = await OfferAsync(bench, action, target, with);
        offer.NotOffered.ShouldBeEmpty();
        bench.Api.Writes.ShouldBeEmpty();
        return offer.Plans.ShouldHaveSingleItem();
    }

    private static Task<Kaos.Agent.Grains.Gate.Offer> OfferAsync(
        GateBench bench, string action, ObjectRef target, params (string, string)[] with)
    {
        var request = new ChangeRequest(action, target, Samples.Facts(with));
        return bench.Planner.OfferRequestAsync(
            "shop", "practice", request, TownBench.Finding(RequestFinding.CauseCode, target), Token);
    }
}
