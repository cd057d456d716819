using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Agent.Grains.Gate.Grants;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Agent.Grains.Tests.Gate.Repositories;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Tests.Git;

namespace Kaos.Agent.Grains.Tests.Gate;

/// <summary>
/// An object that an operator makes is changed in the custom resource, where that plainly has the field; else by
/// people.
/// </summary>
public sealed class OperatorPlanTests
{
    private const string ClusterPath = "/apis/db.example.com/v1/namespaces/shop/databases/main";

    private static readonly ChangeRequest More = new("scale", Samples.Db, Samples.Facts(("replicas", "3")));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Plan_FieldThatTheCustomResourceHas_IsChangedThere_CarriedOutAndUndone()
    {
        await using var bench = await StartAsync(Database());

        var plan = (await OfferAsync(bench)).Plans.ShouldHaveSingleItem();

        var step = plan.Steps.ShouldHaveSingleItem();
        (step.Action, step.Target)
            .ShouldBe((ActionNames.EditCustomResource, new ObjectRef("Database", "shop", "main")));
        step.Custom.ShouldNotBeNull().Owned.ShouldBe(Samples.Db);
        step.Managers.ShouldBe(["kubectl-edit"]);
        (step.AwaitRollout, step.RolloutOf).ShouldBe((true, Samples.Db));
        plan.Diff.ShouldContain("-    replicas: 1\n+    replicas: 3\n");
        plan.Reviews!.Value[0].Command.ShouldStartWith(
            "kubectl patch databases.db.example.com/main --namespace shop --type=json");
        plan.Verification.Checks.Select(check => (check.Kind, check.Object.Kind)).ShouldBe(
            [("as-written", "Database"), ("rollout-healthy", "StatefulSet"), ("as-meant", "StatefulSet")]);
        PlanRights.Of(plan).ShouldHaveSingleItem().ToString().ShouldContain("databases");
        (await bench.Gate.JudgeAsync(plan, new([Samples.Alice]), Token)).Effect.ShouldBe(Effect.Allow);

        (await bench.Gate.WriteAsync(plan, 0, undo: false, Token)).Result.ShouldBe(StepResult.Written);
        JsonPath.Number(bench.Api.Object(ClusterPath), "spec", "instances", "replicas").ShouldBe(3);
        (await bench.Gate.LookAsync(plan, 0, undo: false, Token)).ShouldBe(StepSighting.Happened);
        (await bench.Gate.WriteAsync(plan, 0, undo: false, Token)).Result.ShouldBe(StepResult.Already);
        (await bench.Gate.WriteAsync(plan, 0, undo: true, Token)).Result.ShouldBe(StepResult.Written);
        JsonPath.Number(bench.Api.Object(ClusterPath), "spec", "instances", "replicas").ShouldBe(1);
        bench.Api.Writes.Select(write => write.Path).ShouldBe([ClusterPath, ClusterPath]);
    }

    [Fact]
    public async Task Verification_OperatorThatHasNotActed_IsNotYet_ThenGoodOnceItHas()
    {
        await using var bench = await StartAsync(Database());
        var plan = (await OfferAsync(bench)).Plans.ShouldHaveSingleItem();
        await bench.Gate.WriteAsync(plan, 0, undo: false, Token);
        plan = plan with { Verification = plan.Verification with { Checks = [.. plan.Verification.Checks.Where(check => check.Kind != "rollout-healthy")] } };

        (await ReadAsync(bench, plan, final: false)).ShouldBe(
            (VerificationState.NotYet,
                "Its operator has not made StatefulSet/shop/db so, Database/shop/main is as it was written."));
        (await ReadAsync(bench, plan, final: true)).State.ShouldBe(VerificationState.Failed);
        bench.Api.Change(ScriptedApi.PathOf("StatefulSet", "db"), live => live["spec"]!["replicas"] = 3);
        (await ReadAsync(bench, plan, final: true)).State.ShouldBe(VerificationState.Good);
    }

    [Theory]
    [InlineData("""{ "size": 1 }""", "it has no field that is plainly spec.replicas")]
    [InlineData("""{ "replicas": 2 }""", "it has no field that is plainly spec.replicas")]
    [InlineData("""{ "a": { "replicas": 1 }, "b": { "replicas": 1 } }""", "2 fields of it could be spec.replicas")]
    public async Task Plan_FieldThatIsNotPlain_IsLeftToPeople_NamingTheResource(string spec, string why)
    {
        var database = Database();
        database["spec"] = JsonNode.Parse(spec);
        await using var bench = await StartAsync(database);

        var left = (await OfferAsync(bench)).NotOffered.ShouldHaveSingleItem().Why;

        left.ShouldContain(why);
        left.ShouldContain("edit Database main (db.example.com/v1) by hand, or hand over");
        bench.Api.Patches.ShouldBeEmpty();
    }

    [Fact]
    public async Task Plan_ResourceThatIsAnother_IsLeftToPeople()
    {
        var database = Database();
        database["metadata"]!["uid"] = "u-of-another";
        await using var bench = await StartAsync(database);

        (await OfferAsync(bench)).NotOffered.ShouldHaveSingleItem().Why.ShouldContain("it is not there");
    }

    [Fact]
    public async Task Plan_ResourceThatArgoCdKeeps_IsABranchWithTheResourcesFile()
    {
        const string file =
            "apiVersion: db.example.com/v1\nkind: Database\nmetadata: { name: main }\nspec:\n  instances:\n    replicas: 1 # one is enough\n";
        await using var origin = await Origin.WithAsync(("db.yaml", file));
        await using var bench = await GateBench.StartAsync(
            Objects(Live.ByArgo(Database())), gitOps: options => origin.Use(options));

        var plan = (await OfferAsync(bench)).Plans.ShouldHaveSingleItem();

        (await bench.Gate.JudgeAsync(plan, new([Samples.Alice]), Token)).Effect.ShouldBe(Effect.Allow);
        (await bench.Gate.WriteAsync(plan, 0, undo: false, Token)).Result.ShouldBe(StepResult.Written);
        (await origin.FileAsync(plan.Steps[0].PullRequest!.Branch, "db.yaml"))
            .ShouldBe(file.Replace("replicas: 1", "replicas: 3"));
        bench.Api.Writes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""[{"op":"replace","path":"/spec/instances/replicas","value":30}]""",
        "[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":30}]", "db.example.com")]
    [InlineData("""[{"op":"replace","path":"/spec/instances/replicas","value":4}]""",
        "[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":3}]", "db.example.com")]
    [InlineData("""[{"op":"replace","path":"/spec/a","value":3},{"op":"replace","path":"/spec/b","value":3}]""",
        "[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":3}]", "db.example.com")]
    [InlineData("""[{"op":"replace","path":"/metadata/labels/a","value":3}]""",
        "[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":3}]", "db.example.com")]
    [InlineData("""[{"op":"replace","path":"/spec/a","value":3}]""",
        "[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":3}]", "rbac.authorization.k8s.io")]
    public void Step_ThatDoesMoreThanIsMeant_IsAViolation(string patch, string owned, string group)
    {
        var step = new PlanStep
        {
            Action = ActionNames.EditCustomResource,
            Target = new("Database", "shop", "main"),
            Description = "Doing it",
            Patch = patch,
            Recovery = Recovery.Conditional,
            Custom = new CustomEdit(group, "v1", "databases", ActionNames.Scale, Samples.Db, owned),
        };

        new EditCustomResource().Violation(step, JsonPatch.Parse(patch), new ActionBounds()).ShouldNotBeNull();
    }

    private static Task<GateBench> StartAsync(JsonObject database) => GateBench.StartAsync(Objects(database));

    private static (string Path, JsonObject Object)[] Objects(JsonObject database)
    {
        var db = Samples.StatefulSet();
        db["metadata"]!["ownerReferences"] = JsonNode.Parse(
            """[{ "apiVersion": "db.example.com/v1", "kind": "Database", "name": "main", "uid": "u-main", "controller": true }]""");
        return
        [
            (ScriptedApi.PathOf("StatefulSet", "db"), db), (ClusterPath, database),
            ("/api", Samples.Parse("""{ "kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "items": [] }""")),
            ("/apis", Samples.Parse("""
                { "kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "items": [ { "metadata": { "name": "db.example.com" },
                  "versions": [ { "version": "v1", "resources": [ { "resource": "databases", "responseKind": { "group": "db.example.com", "version": "v1", "kind": "Database" },
                    "scope": "Namespaced", "verbs": [ "get", "list", "patch", "watch" ] } ] } ] } ] }
                """)),
        ];
    }

    private static JsonObject Database() => Samples.Parse("""
        { "apiVersion": "db.example.com/v1", "kind": "Database",
          "metadata": { "name": "main", "namespace": "shop", "uid": "u-main", "resourceVersion": "50",
            "managedFields": [ { "manager": "kubectl-edit", "operation": "Update", "fieldsV1": { "f:spec": {} } } ] },
          "spec": { "instances": { "replicas": 1 }, "storage": "10Gi" } }
        """);

    private static async Task<(VerificationState State, string Text)> ReadAsync(GateBench bench, Plan plan, bool final)
    {
        var reading = await bench.Verifier.ReadAsync(plan, Samples.ScaledDown(), Samples.At, final, Token);
        return (reading.State, reading.Text);
    }

    private static Task<Offer> OfferAsync(GateBench bench) =>
        bench.Planner.OfferRequestAsync("shop", "practice", More, Samples.ScaledDown(), Token);
}
