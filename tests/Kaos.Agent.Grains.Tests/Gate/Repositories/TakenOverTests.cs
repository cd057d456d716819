using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate;
using Kaos.Contracts.Plans;
using Kaos.Tests.Git;

namespace Kaos.Agent.Grains.Tests.Gate.Repositories;

/// <summary>
/// A plan to write in the cluster, and a GitOps tool or Helm that takes the object over before it is carried out.
/// </summary>
[Trait("Seed", "0-12")]
[Trait("Seed", "1-9")]
public sealed class TakenOverTests
{
    private const string Web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          template:
            spec:
              containers:
                - name: app
                  resources:
                    limits:
                      memory: "512Mi"

        """;

    private static readonly string Path = ScriptedApi.PathOf("Deployment", "web");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Argo CD")]
    [InlineData("Flux")]
    [InlineData("Helm")]
    public async Task Write_ObjectThatAToolHasTakenOver_IsStale_AndTheNewPlanIsABranch(string tool)
    {
        await using var origin = await Origin.WithAsync(("apps/web.yaml", Web));
        await using var bench = await PullRequestTests.StartAsync(origin, Samples.Deployment());
        var plan = await PlanAsync(bench);
        plan.Steps[0].PullRequest.ShouldBeNull();

        bench.Api.Change(Path, live => _ = tool switch
        {
            "Argo CD" => Live.ByArgo(live),
            "Flux" => Live.ByFlux(live),
            _ => Live.ByHelm(live, "shop"),
        });
        var outcome = await bench.Gate.WriteAsync(plan, 0, undo: false, Token);
        var again = await PlanAsync(bench);

        (outcome.Result, bench.Api.Writes.Count()).ShouldBe((StepResult.Stale, 0));
        outcome.Text.ShouldContain($"another master since the plan was made: {tool} (field manager");
        again.Steps[0].PullRequest.ShouldNotBeNull().Tool.ShouldBe(tool);
    }

    [Fact]
    public async Task Write_ObjectThatIsOnlyMarkedAsATools_IsStale()
    {
        await using var bench = await GateBench.StartAsync();
        var plan = await PlanAsync(bench);

        bench.Api.Change(Path, live => live["metadata"]!["labels"] = new JsonObject
        {
            ["kustomize.toolkit.fluxcd.io/name"] = "shop",
        });

        (await bench.Gate.WriteAsync(plan, 0, undo: false, Token)).Text
            .ShouldContain("another master since the plan was made: Flux keeps it in step with a repository");
    }

    [Theory]
    [InlineData("kubectl-edit", "f:spec")]
    [InlineData("argocd-controller", "f:status")]
    public async Task Write_OtherManagersAndOtherFields_GoThrough(string manager, string field)
    {
        await using var bench = await GateBench.StartAsync();
        var plan = await PlanAsync(bench);

        bench.Api.Change(Path, live => live["metadata"]!["managedFields"] = new JsonArray(new JsonObject
        {
            ["manager"] = manager,
            ["operation"] = "Update",
            ["fieldsV1"] = new JsonObject { [field] = new JsonObject() },
        }));

        (await bench.Gate.WriteAsync(plan, 0, undo: false, Token)).Result.ShouldBe(StepResult.Written);
    }

    [Theory]
    [Trait("Seed", "3-18")]
    [InlineData("Argo CD", "another master since KAOS wrote it: Argo CD (field manager argocd-controller)")]
    [InlineData("Flux", "another master since KAOS wrote it: Flux (field manager kustomize-controller)")]
    [InlineData("Helm", "another master since KAOS wrote it: Helm (field manager helm)")]
    [InlineData("kubectl", "kubectl manages the same fields of Deployment/shop/web since KAOS wrote them")]
    public async Task Undo_OfWhatSomebodyHasTakenOverSince_WritesNothingAndAsks(string owner, string why)
    {
        await using var bench = await GateBench.StartAsync();
        var plan = await PlanAsync(bench);
        await bench.Gate.WriteAsync(plan, 0, undo: false, Token);
        var written = bench.Api.Writes.Count();

        bench.Api.Change(Path, live => _ = owner switch
        {
            "Argo CD" => Live.ByArgo(live),
            "Flux" => Live.ByFlux(live),
            "Helm" => Live.ByHelm(live, "shop"),
            _ => Live.By(live, owner, "f:limits"),
        });
        var outcome = await bench.Gate.WriteAsync(plan, 0, undo: true, Token);

        (outcome.Result, bench.Api.Writes.Count()).ShouldBe((StepResult.Stale, written));
        outcome.Text.ShouldContain(why);
        outcome.Text.ShouldEndWith("A person has to decide.");
    }

    [Theory]
    [InlineData("kaos", "f:limits")]
    [InlineData("kubectl", "f:requests")]
    public async Task Undo_OfKaosOwnFields_WhoeverManagesTheOthers_PutsTheOldValueBack(string manager, string field)
    {
        await using var bench = await GateBench.StartAsync();
        var plan = await PlanAsync(bench);
        await bench.Gate.WriteAsync(plan, 0, undo: false, Token);

        bench.Api.Change(Path, live => Live.By(live, manager, field));

        (await bench.Gate.WriteAsync(plan, 0, undo: true, Token)).Result.ShouldBe(StepResult.Written);
    }

    private static async Task<Plan> PlanAsync(GateBench bench)
    {
        var offer = await bench.Planner.OfferRequestAsync(
            "shop", "practice", PullRequestTests.Memory(), Samples.ConfigChange(), Token);
        return offer.Plans.ShouldHaveSingleItem(string.Join("; ", offer.NotOffered.Select(left => left.Why)));
    }
}
