using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Tests.Git;

namespace Kaos.Agent.Grains.Tests.Gate.Repositories;

/// <summary>
/// Changes of objects that a GitOps tool or Helm keeps, against a real repository (seed rows 0-12, 0-16).
/// </summary>
[Trait("Seed", "0-12")]
[Trait("Seed", "0-16")]
public sealed class PullRequestTests
{
    private const string Web = """
        # The shop's front.
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          replicas: 3
          selector: { matchLabels: { app: web } }
          template:
            metadata: { labels: { app: web } }
            spec:
              containers:
                - name: app   # the proxy is injected
                  image: example.invalid/web:1
                  resources:
                    requests: { memory: 256Mi }
                    limits:
                      memory: "512Mi"   # since March

        """;

    private static readonly Finding Oom = Samples.ConfigChange();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Seed", "0-12")]
    public async Task Plan_FieldOfArgoCd_IsABranchWithTheFieldAlone_AndNothingIsPushedYet()
    {
        await using var origin = await Origin.WithAsync(("apps/shop/web.yaml", Web), ("README.md", "shop"));
        await using var bench = await StartAsync(origin, Live.ByArgo(Samples.Deployment()));

        var offer = await bench.Planner.OfferRequestAsync(
            new("shop", "practice", "inc-12ab-34cd"), Memory(), Oom, Token);

        var plan = offer.Plans.ShouldHaveSingleItem();
        var step = plan.Steps.ShouldHaveSingleItem();
        var request = step.PullRequest.ShouldNotBeNull();
        (step.Action, step.Recovery, step.Inverse).ShouldBe((ActionNames.PullRequest, Recovery.Named, null));
        step.Managers.ShouldBe(["argocd-controller"]);
        request.Branch.ShouldMatch("^kaos/inc-12ab-34cd-[0-9a-f]{8}$");
        (request.Tool, request.Path, request.Base, request.Remote, request.IncidentId)
            .ShouldBe(("Argo CD", "apps/shop/web.yaml", "main", origin.Url, "inc-12ab-34cd"));
        plan.Diff.ShouldBe("""
            --- a/apps/shop/web.yaml
            +++ b/apps/shop/web.yaml
            @@ -15,4 +15,4 @@
                       resources:
                         requests: { memory: 256Mi }
                         limits:
            -              memory: "512Mi"   # since March
            +              memory: "768Mi"   # since March

            """);
        plan.IncidentClass.ShouldBe("config-change/Deployment/pull-request");
        PlanHashing.Of(plan).ShouldBe(plan.Hash);
        plan.Reviews!.Value[0].PullRequest.ShouldBe(request);
        plan.Reviews!.Value[0].Impact.ShouldStartWith("A branch for people to merge");
        offer.Options[0].ExpectedEffect.ShouldNotBeNull().ShouldContain(request.Branch);
        offer.Options[0].ExpectedEffect.ShouldNotBeNull().ShouldContain("inc-12ab-34cd");
        request.Text.ShouldContain(
            "spec.template.spec.containers[app].resources.limits.memory: \"512Mi\" -> \"768Mi\"");
        PlanText.Of(plan).ShouldContain(plan.Diff);
        (await origin.BranchesAsync()).ShouldBe(["main"]);
        bench.Api.Writes.ShouldBeEmpty();
    }

    [Fact]
    [Trait("Seed", "0-16")]
    public async Task Write_ApprovedBranch_IsOneCommitOnTheBase_AndTheClusterIsNotTouched()
    {
        await using var origin = await Origin.WithAsync(("apps/shop/web.yaml", Web));
        await using var bench = await StartAsync(origin, Live.ByArgo(Samples.Deployment()));
        var plan = await PlanAsync(bench);
        var request = plan.Steps[0].PullRequest!;

        (await bench.Gate.JudgeAsync(plan, new([Samples.Alice]), Token)).Effect.ShouldBe(Effect.Allow);
        var outcome = await bench.Gate.WriteAsync(plan, 0, undo: false, Token);

        outcome.Result.ShouldBe(StepResult.Written, outcome.Text);
        outcome.Text.ShouldContain(request.Branch);
        (await bench.Gate.LookAtBranchAsync(plan, 0, Token)).ShouldBe(StepSighting.Happened);
        (await bench.Gate.LookAsync(plan, 0, undo: false, Token)).ShouldBe(StepSighting.NotHappened);
        (await origin.FileAsync(request.Branch, request.Path)).ShouldBe(Web.Replace("\"512Mi\"", "\"768Mi\""));
        (await origin.FileAsync("main", request.Path)).ShouldBe(Web);
        (await origin.BareAsync("rev-list", "--count", $"main..{request.Branch}")).Trim().ShouldBe("1");
        var message = await origin.BareAsync("show", "--no-patch", "--format=%an%n%B", request.Branch);
        message.ShouldStartWith($"KAOS\n{request.Title}\n\n");
        message.ShouldContain("Kaos-Incident: inc-1\n");
        bench.Api.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Write_AgainAfterACrash_MakesNoSecondCommit()
    {
        await using var origin = await Origin.WithAsync(("apps/shop/web.yaml", Web));
        await using var bench = await StartAsync(origin, Live.ByArgo(Samples.Deployment()));
        var plan = await PlanAsync(bench);
        await bench.Gate.WriteAsync(plan, 0, undo: false, Token);
        var before = await origin.BareAsync("for-each-ref");

        Directory.Delete(origin.Copies, recursive: true);
        await using var again = await StartAsync(origin, Live.ByArgo(Samples.Deployment()));
        var seen = await again.Gate.LookAtBranchAsync(plan, 0, Token);
        var outcome = await again.Gate.WriteAsync(plan, 0, undo: false, Token);

        seen.ShouldBe(StepSighting.Happened);
        outcome.Result.ShouldBe(StepResult.Already, outcome.Text);
        (await origin.BareAsync("for-each-ref")).ShouldBe(before);
    }

    [Fact]
    public async Task Plan_OfWhatWaitsToBeMergedAlready_SaysSo()
    {
        await using var origin = await Origin.WithAsync(("apps/shop/web.yaml", Web));
        await using var bench = await StartAsync(origin, Live.ByArgo(Samples.Deployment()));
        var plan = await PlanAsync(bench);
        await bench.Gate.WriteAsync(plan, 0, undo: false, Token);

        (await WhyAsync(bench, Memory()))
            .ShouldContain($"branch {plan.Steps[0].PullRequest!.Branch} at {origin.Url} holds this change already");
    }

    [Fact]
    public async Task Write_FileThatMovedOn_IsStale_AndAnotherFileIsNoMatter()
    {
        await using var origin = await Origin.WithAsync(("apps/shop/web.yaml", Web));
        await using var bench = await StartAsync(origin, Live.ByArgo(Samples.Deployment()));
        var plan = await PlanAsync(bench);
        await origin.CommitAsync(("apps/shop/web.yaml", Web.Replace("replicas: 3", "replicas: 4")));

        (await bench.Gate.WriteAsync(plan, 0, undo: false, Token)).Result.ShouldBe(StepResult.Stale);
        (await origin.BranchesAsync()).ShouldBe(["main"]);

        var newer = await PlanAsync(bench);
        await origin.CommitAsync(("apps/other.yaml", "a: b\n"));
        (await bench.Gate.WriteAsync(newer, 0, undo: false, Token)).Result.ShouldBe(StepResult.Written);
    }

    [Fact]
    public async Task Write_ObjectThatMovedOn_IsStale_AndOneThatIsSoAlreadyIsLeftAlone()
    {
        await using var origin = await Origin.WithAsync(("apps/shop/web.yaml", Web));
        await using var bench = await StartAsync(origin, Live.ByArgo(Samples.Deployment()));
        var plan = await PlanAsync(bench);
        var path = ScriptedApi.PathOf("Deployment", "web");

        bench.Api.Change(path, live => live["spec"]!["paused"] = true);
        (await bench.Gate.WriteAsync(plan, 0, undo: false, Token)).Result.ShouldBe(StepResult.Stale);
        bench.Api.Change(
            path, live =>
                live["spec"]!["template"]!["spec"]!["containers"]![1]!["resources"]!["limits"]!["memory"] = "768Mi");
        (await bench.Gate.WriteAsync(plan, 0, undo: false, Token)).Result.ShouldBe(StepResult.Already);
        (await origin.BranchesAsync()).ShouldBe(["main"]);
    }

    [Fact]
    public async Task Write_BranchThatSomebodyHasTaken_IsRefusedAndLeftAsItIs()
    {
        await using var origin = await Origin.WithAsync(("apps/shop/web.yaml", Web));
        await using var bench = await StartAsync(origin, Live.ByArgo(Samples.Deployment()));
        var plan = await PlanAsync(bench);
        await origin.BareAsync("branch", plan.Steps[0].PullRequest!.Branch, "main");
        var before = await origin.BareAsync("for-each-ref");

        var outcome = await bench.Gate.WriteAsync(plan, 0, undo: false, Token);

        outcome.Result.ShouldBe(StepResult.Refused);
        outcome.Text.ShouldContain("somebody's commit");
        (await bench.Gate.LookAtBranchAsync(plan, 0, Token)).ShouldBe(StepSighting.Changed);
        (await origin.BareAsync("for-each-ref")).ShouldBe(before);
    }

    [Fact]
    public async Task Plan_ConfigurationOfFlux_IsABranch_AndTheRestartIsLeftToPeople()
    {
        const string config = """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: web-config
              annotations:
                example.invalid/revision: v43
                example.invalid/owner: team-a
            data:
              cache: |
                eviction=none
                size=100
              mode: fast
              extra: on-and-off

            """;
        await using var origin = await Origin.WithAsync(
            ("apps/config.yaml", config.Replace("on-and-off", "\"on\"")), ("apps/web.yaml", Web));
        await using var bench = await StartAsync(
            origin, Live.ByFlux(Samples.ConfigMap()), Live.ByFlux(Samples.Deployment()));

        var offer = await bench.Planner.OfferAsync("shop", "practice", Oom, Token);

        var plan = offer.Plans.Single(one => one.WorkflowId == "rollback-config");
        var step = plan.Steps.ShouldHaveSingleItem();
        step.PullRequest.ShouldNotBeNull().Tool.ShouldBe("Flux");
        plan.Diff.ShouldContain("-    eviction=none\n+    eviction=lru\n");
        plan.Diff.ShouldContain("-    example.invalid/revision: v43\n+    example.invalid/revision: v42\n");
        plan.Warnings.ShouldContain(warning => warning.Contains("kubectl rollout restart deployment/web"));
        (await bench.Gate.WriteAsync(plan, 0, undo: false, Token)).Result.ShouldBe(StepResult.Written);
    }

    [Fact]
    public async Task Plan_ReplicasOfAHelmRelease_ChangesTheOneValueThatSetsThem()
    {
        const string values =
            "# of the chart\nweb:\n  replicaCount: 2\ndb:\n  replicaCount: 1   # one is enough\n  image: { repository: db, tag: \"1\" }\n";
        await using var origin = await Origin.WithAsync(
            ("chart/Chart.yaml", "name: shop\n"), ("chart/values.yaml", values),
            ("chart/templates/db.yaml",
                "kind: StatefulSet\nmetadata:\n  name: {{ .Release.Name }}-db\nspec:\n  replicas: {{ .Values.db.replicaCount }}\n"));
        await using var bench = await StartAsync(origin, Live.ByHelm(Samples.StatefulSet(), "shop"));

        var plan = (await bench.Planner.OfferAsync("shop", "practice", Samples.ScaledDown(), Token)).Plans
            .Single(one => one.WorkflowId == "scale-statefulset");

        plan.Steps[0].PullRequest.ShouldNotBeNull().Path.ShouldBe("chart/values.yaml");
        plan.ReviewType.ShouldBe("scale_plan_review");
        (plan.Reviews!.Value[0].CurrentReplicas, plan.Reviews!.Value[0].TargetReplicas).ShouldBe((1, 3));
        plan.Diff.ShouldContain("-  replicaCount: 1   # one is enough\n+  replicaCount: 3   # one is enough\n");
    }

    [Fact]
    public async Task Plan_ManifestThatIsNotThere_SaysSoAndGivesTheChangeAsText()
    {
        await using var origin = await Origin.WithAsync(("apps/other.yaml", Web.Replace("name: web", "name: other")));
        await using var bench = await StartAsync(origin, Live.ByArgo(Samples.Deployment()));

        var why = await WhyAsync(bench, Memory());

        why.ShouldContain("Argo CD (field manager argocd-controller) manages the fields concerned");
        why.ShouldContain("no manifest of Deployment/shop/web");
        why.ShouldContain("The change to make there, as a pull request:");
        why.ShouldContain("+            memory: 768Mi\n");
    }

    [Fact]
    public async Task Plan_TwoPlacesThatCouldBeIt_NamesBoth_AndAFolderSettlesIt()
    {
        await using var origin = await Origin.WithAsync(("apps/shop/web.yaml", Web), ("apps/copy/web.yaml", Web));
        await using var both = await StartAsync(origin, Live.ByArgo(Samples.Deployment()));
        (await WhyAsync(both, Memory())).ShouldContain("2 places could set");

        await using var one = await GateBench.StartAsync(
            [(ScriptedApi.PathOf("Deployment", "web"), Live.ByArgo(Samples.Deployment()))], gitOps: options =>
                origin.Use(options, "apps/{app}"));
        (await PlanAsync(one)).Steps[0].PullRequest!.Path.ShouldBe("apps/shop/web.yaml");
    }

    [Fact]
    public async Task Plan_NoRepositoryNamed_SaysWhichSettingIsMissing()
    {
        await using var bench = await GateBench.StartAsync(
            [(ScriptedApi.PathOf("Deployment", "web"), Live.ByArgo(Samples.Deployment()))]);

        (await WhyAsync(bench, Memory())).ShouldContain("add one to GitOps:Repositories");
    }

    [Fact]
    public async Task Write_UnderPropose_PushesNothingAndTellsWhatToRun()
    {
        await using var origin = await Origin.WithAsync(("apps/shop/web.yaml", Web));
        await using var bench = await GateBench.StartAsync(
            [(ScriptedApi.PathOf("Deployment", "web"), Live.ByArgo(Samples.Deployment()))], mayApprove: false,
            gitOps: options => origin.Use(options));
        var plan = await PlanAsync(bench);

        var outcome = await bench.Gate.WriteAsync(plan, 0, undo: false, Token);

        outcome.Result.ShouldBe(StepResult.Stopped);
        outcome.Text.ShouldContain($"git switch --create {plan.Steps[0].PullRequest!.Branch}");
        (await origin.BranchesAsync()).ShouldBe(["main"]);
    }

    [Fact]
    public async Task Grant_OfABranch_TakesNoRightInTheCluster()
    {
        await using var origin = await Origin.WithAsync(("apps/shop/web.yaml", Web));
        await using var bench = await StartAsync(origin, Live.ByArgo(Samples.Deployment()));
        var plan = await PlanAsync(bench);

        Grains.Gate.Grants.PlanRights.Of(plan).ShouldBeEmpty();
        var grant = await bench.Gate.TakeGrantAsync(plan, new("inc-1", [Samples.Alice]), Token);
        grant.Id.ShouldBe("no-rights-in-the-cluster");
        await bench.Gate.ReturnGrantAsync(plan, grant.Id, Token);
    }

    internal static ChangeRequest Memory(string limit = "768Mi") => new(
        "patch-resources", Samples.Shop,
        ImmutableSortedDictionary<string, string>.Empty.Add("container", "app").Add("memoryLimit", limit));

    internal static Task<GateBench> StartAsync(Origin origin, params JsonObject[] objects) => GateBench.StartAsync(
        [.. objects.Select(live => (ScriptedApi.PathOf(live["kind"]!.ToString(), live["metadata"]!["name"]!.ToString()), live))],
        gitOps: options => origin.Use(options));

    private static async Task<Plan> PlanAsync(GateBench bench)
    {
        var offer = await bench.Planner.OfferRequestAsync("shop", "practice", Memory(), Oom, Token);
        return offer.Plans.ShouldHaveSingleItem(string.Join("; ", offer.NotOffered.Select(left => left.Why)));
    }

    internal static async Task<string> WhyAsync(GateBench bench, ChangeRequest request)
    {
        var offer = await bench.Planner.OfferRequestAsync("shop", "practice", request, Oom, Token);
        offer.Plans.ShouldBeEmpty();
        return offer.NotOffered.ShouldHaveSingleItem().Why;
    }
}
