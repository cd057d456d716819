using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Tests.Gate;

public sealed class WriteGateTests
{
    private static readonly string DbPath = ScriptedApi.PathOf("StatefulSet", "db");
    private static readonly string WebPath = ScriptedApi.PathOf("Deployment", "web");
    private static readonly string ConfigPath = ScriptedApi.PathOf("ConfigMap", "web-config");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_UnchangedObject_SendsTheFreshVersionAsPrecondition()
    {
        await using var bench = await GateBench.StartAsync();
        var plan = await ScaleAsync(bench);

        var outcome = await bench.Gate.WriteAsync(plan, 0, undo: false, Token);

        outcome.Result.ShouldBe(StepResult.Written);
        outcome.ResourceVersion.ShouldNotBeNull();
        JsonPath.Number(bench.Api.Object(DbPath), "spec", "replicas").ShouldBe(3);
        bench.Api.Writes.Single().Body.ShouldStartWith(
            """[{"op":"test","path":"/metadata/resourceVersion","value":"30"}""");
    }

    [Fact]
    public async Task Write_ConflictThenSuccess_ReadsAgainAndWritesOnce()
    {
        await using var bench = await GateBench.StartAsync();
        var plan = await ScaleAsync(bench);
        bench.Api.Script.Enqueue(http =>
            ScriptedApi.RefuseAsync(http, 409, "Conflict", "the object has been modified"));

        (await bench.Gate.WriteAsync(plan, 0, undo: false, Token)).Result.ShouldBe(StepResult.Written);

        bench.Api.Writes.Count().ShouldBe(2);
    }

    [Fact]
    public async Task Write_OnlyStatusMovedBetweenReadAndWrite_GoesThrough()
    {
        await using var bench = await GateBench.StartAsync();
        var plan = await ScaleAsync(bench);
        bench.Api.Script.Enqueue(_ =>
        {
            bench.Api.Change(DbPath, live => live["status"]!["readyReplicas"] = 0);
            return Task.FromResult(false);
        });

        (await bench.Gate.WriteAsync(plan, 0, undo: false, Token)).Result.ShouldBe(StepResult.Written);

        bench.Api.Writes.Count().ShouldBe(2);
    }

    [Fact]
    public async Task Write_ObjectThatNeverRests_GivesUpAsStale()
    {
        await using var bench = await GateBench.StartAsync();
        var plan = await ScaleAsync(bench);
        bench.Api.AfterRead = path => bench.Api.Change(path, live => live["status"]!["readyReplicas"] = 0);

        (await bench.Gate.WriteAsync(plan, 0, undo: false, Token)).Result.ShouldBe(StepResult.Stale);

        bench.Api.Writes.Count().ShouldBe(5);
    }

    [Fact]
    [Trait("Seed", "1-9")]
    public async Task Write_ObjectChangedSinceThePlan_IsStaleAndNothingIsSent()
    {
        await using var bench = await GateBench.StartAsync();
        var plan = await ScaleAsync(bench);
        bench.Api.Change(DbPath, live => live["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = "other");

        var outcome = await bench.Gate.WriteAsync(plan, 0, undo: false, Token);

        outcome.Result.ShouldBe(StepResult.Stale);
        outcome.Text.ShouldContain("has changed since the plan was made");
        bench.Api.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Write_OfTwoPlansForOneObject_TheSecondIsStale()
    {
        await using var bench = await GateBench.StartAsync();
        var (first, second) = (await ScaleAsync(bench), await ScaleAsync(bench));
        var other = Grains.Gate.Planning.PlanHashing.Hashed(
            second with { Steps = [second.Steps[0] with { Patch = second.Steps[0].Patch.Replace(":3}", ":4}") }] });

        (await bench.Gate.WriteAsync(first, 0, undo: false, Token)).Result.ShouldBe(StepResult.Written);
        (await bench.Gate.WriteAsync(other, 0, undo: false, Token)).Result.ShouldBe(StepResult.Stale);

        JsonPath.Number(bench.Api.Object(DbPath), "spec", "replicas").ShouldBe(3);
        bench.Api.Writes.Count().ShouldBe(1);
    }

    [Fact]
    public async Task Write_OtherObjectOfThePlanChanged_IsStale()
    {
        await using var bench = await GateBench.StartAsync();
        var plan = await RollbackAsync(bench);
        bench.Api.Change(WebPath, live => live["spec"]!["template"]!["spec"]!["containers"]![1]!["image"] = "new");

        (await bench.Gate.WriteAsync(plan, 0, undo: false, Token)).Text.ShouldContain(
            "Deployment/shop/web has changed");
    }

    [Fact]
    public async Task Write_ObjectMadeAnew_IsStale()
    {
        await using var bench = await GateBench.StartAsync();
        var plan = await ScaleAsync(bench);
        bench.Api.Change(DbPath, live => live["metadata"]!["uid"] = "another");

        (await bench.Gate.WriteAsync(plan, 0, undo: false, Token)).Text.ShouldContain("made anew");
    }

    [Fact]
    public async Task Write_ObjectGone_IsStale()
    {
        await using var bench = await GateBench.StartAsync();
        var plan = await ScaleAsync(bench);
        bench.Api.Remove(DbPath);

        (await bench.Gate.WriteAsync(plan, 0, undo: false, Token)).Result.ShouldBe(StepResult.Stale);
    }

    [Fact]
    public async Task Write_SecondStep_AllowsForWhatTheFirstDid()
    {
        await using var bench = await GateBench.StartAsync();
        var plan = await RollbackAsync(bench);

        (await bench.Gate.WriteAsync(plan, 0, undo: false, Token)).Result.ShouldBe(StepResult.Written);
        (await bench.Gate.WriteAsync(plan, 1, undo: false, Token)).Result.ShouldBe(StepResult.Written);

        JsonPath.Text(bench.Api.Object(ConfigPath), "data", "cache").ShouldBe("eviction=lru\nsize=100\n");
        JsonPath.Text(
            bench.Api.Object(WebPath), "spec", "template", "metadata", "annotations",
            "kubectl.kubernetes.io/restartedAt")
            .ShouldBe("2026-11-20T03:40:00.000Z");
    }

    [Fact]
    public async Task Write_SecondStepAfterSomebodyChangedTheFirstAgain_IsStale()
    {
        await using var bench = await GateBench.StartAsync();
        var plan = await RollbackAsync(bench);
        await bench.Gate.WriteAsync(plan, 0, undo: false, Token);
        bench.Api.Change(ConfigPath, live => live["data"]!["mode"] = "slow");

        (await bench.Gate.WriteAsync(plan, 1, undo: false, Token)).Result.ShouldBe(StepResult.Stale);
    }

    [Fact]
    public async Task Write_Repeated_IsAlreadySo()
    {
        await using var bench = await GateBench.StartAsync();
        var plan = await ScaleAsync(bench);
        await bench.Gate.WriteAsync(plan, 0, undo: false, Token);

        (await bench.Gate.WriteAsync(plan, 0, undo: false, Token)).Result.ShouldBe(StepResult.Already);

        bench.Api.Writes.Count().ShouldBe(1);
    }

    [Fact]
    public async Task Write_NoAnswer_IsOutcomeUnknown_AndLookTellsWhatHappened()
    {
        await using var bench = await GateBench.StartAsync(TimeSpan.FromSeconds(10));
        var plan = await ScaleAsync(bench);
        bench.Api.Script.Enqueue(async http =>
        {
            bench.Api.Change(DbPath, live => live["spec"]!["replicas"] = 3);
            var gone = new TaskCompletionSource();
            http.RequestAborted.Register(gone.SetResult);
            await gone.Task;
            return true;
        });

        (await bench.Gate.WriteAsync(plan, 0, undo: false, Token)).Result.ShouldBe(StepResult.OutcomeUnknown);

        (await bench.Gate.LookAsync(plan, 0, undo: false, Token)).ShouldBe(StepSighting.Happened);
    }

    [Fact]
    public async Task Write_ConnectionLost_IsOutcomeUnknown()
    {
        await using var bench = await GateBench.StartAsync();
        var plan = await ScaleAsync(bench);
        bench.Api.Script.Enqueue(http =>
        {
            http.Abort();
            return Task.FromResult(true);
        });

        (await bench.Gate.WriteAsync(plan, 0, undo: false, Token)).Result.ShouldBe(StepResult.OutcomeUnknown);

        (await bench.Gate.LookAsync(plan, 0, undo: false, Token)).ShouldBe(StepSighting.NotHappened);
    }

    [Fact]
    public async Task Write_Forbidden_IsRefusedWithTheServersWords()
    {
        await using var bench = await GateBench.StartAsync();
        var plan = await ScaleAsync(bench);
        bench.Api.Script.Enqueue(http =>
            ScriptedApi.RefuseAsync(http, 403, "Forbidden", "kaos cannot patch statefulsets"));

        var outcome = await bench.Gate.WriteAsync(plan, 0, undo: false, Token);

        outcome.Result.ShouldBe(StepResult.Refused);
        outcome.Text.ShouldContain("kaos cannot patch statefulsets");
    }

    [Fact]
    [Trait("Seed", "1-24")]
    public async Task Write_ForgedPlan_IsRefusedBeforeAnythingIsRead()
    {
        await using var bench = await GateBench.StartAsync();
        var plan = await ScaleAsync(bench);

        var outcome = await bench.Gate.WriteAsync(plan with { Summary = "something else" }, 0, undo: false, Token);

        outcome.Result.ShouldBe(StepResult.Refused);
        outcome.Text.ShouldContain("hash");
    }

    [Fact]
    public async Task Write_WhereKaosMayOnlyPropose_IsRefused()
    {
        await using var bench = await GateBench.StartAsync(mayApprove: false);
        var plan = await ScaleAsync(bench);

        (await bench.Gate.WriteAsync(plan, 0, undo: false, Token)).Text.ShouldContain("KAOS may only propose here");
        bench.Api.Writes.ShouldBeEmpty();
    }

    [Fact]
    [Trait("Seed", "3-18")]
    public async Task Undo_PutsExactlyTheWrittenFieldsBack()
    {
        await using var bench = await GateBench.StartAsync();
        var plan = await RollbackAsync(bench);
        await bench.Gate.WriteAsync(plan, 0, undo: false, Token);
        bench.Api.Change(ConfigPath, live => live["data"]!["later"] = "by somebody");

        (await bench.Gate.WriteAsync(plan, 0, undo: true, Token)).Result.ShouldBe(StepResult.Written);

        bench.Api.Object(ConfigPath)["data"]!.AsObject()
            .ToDictionary(entry => entry.Key, entry => entry.Value!.ToString()).ShouldBe(
            new Dictionary<string, string>
            {
                ["cache"] = "eviction=none\nsize=100\n",
                ["mode"] = "fast",
                ["extra"] = "on",
                ["later"] = "by somebody",
            }, ignoreOrder: true);
    }

    [Fact]
    [Trait("Seed", "3-18")]
    public async Task Undo_FieldsChangedSince_IsRefusedAsStale()
    {
        await using var bench = await GateBench.StartAsync();
        var plan = await ScaleAsync(bench);
        await bench.Gate.WriteAsync(plan, 0, undo: false, Token);
        bench.Api.Change(DbPath, live => live["spec"]!["replicas"] = 5);

        var outcome = await bench.Gate.WriteAsync(plan, 0, undo: true, Token);

        outcome.Result.ShouldBe(StepResult.Stale);
        outcome.Text.ShouldContain("Somebody has changed the same fields");
        JsonPath.Number(bench.Api.Object(DbPath), "spec", "replicas").ShouldBe(5);
    }

    [Fact]
    public async Task Look_NeitherBeforeNorAfter_IsChanged()
    {
        await using var bench = await GateBench.StartAsync();
        var plan = await ScaleAsync(bench);
        bench.Api.Change(DbPath, live => live["spec"]!["replicas"] = 7);

        (await bench.Gate.LookAsync(plan, 0, undo: false, Token)).ShouldBe(StepSighting.Changed);
    }

    [Fact]
    [Trait("Seed", "3-14")]
    public async Task Judge_AllRulesAnswer_AndTheStrictestWins()
    {
        await using var bench = await GateBench.StartAsync();
        var plan = await ScaleAsync(bench);

        var asked = await bench.Gate.JudgeAsync(plan, Consent.None, Token);
        var approved = await bench.Gate.JudgeAsync(plan, new([Samples.Alice]), Token);

        asked.Effect.ShouldBe(Effect.Ask);
        approved.Effect.ShouldBe(Effect.Allow);
        approved.Level.ShouldBe(Maturity.Approve);
        approved.Verdicts.Length.ShouldBe(16);
        approved.Verdicts.ShouldAllBe(verdict => verdict.Reason.Length > 0);
    }

    [Fact]
    [Trait("Seed", "1-11")]
    [Trait("Seed", "3-14")]
    public async Task Judge_PlanThatNoRuleCanRead_IsDenied()
    {
        await using var bench = await GateBench.StartAsync();
        var plan = await ScaleAsync(bench);

        var judgement = await bench.Gate.JudgeAsync(
            plan with { Steps = [plan.Steps[0] with { Patch = "no JSON" }] }, new([Samples.Alice]), Token);

        judgement.Effect.ShouldBe(Effect.Deny);
        judgement.Verdicts.Single(verdict =>
            verdict.Rule == "typed-action").Reason.ShouldContain("could not be applied");
    }

    [Fact]
    public async Task Grant_WithoutABroker_IsOwnRightsForALimitedTime()
    {
        await using var bench = await GateBench.StartAsync();

        var (grant, until) = await bench.Gate.TakeGrantAsync(
            await ScaleAsync(bench), new("inc-1", [Samples.Alice]), Token);

        grant.ShouldBe("own-rights");
        until.ShouldBeGreaterThan(TimeProvider.System.GetUtcNow());
    }

    private static async Task<Plan> ScaleAsync(GateBench bench) =>
        (await bench.Planner.OfferAsync("shop", "practice", Samples.ScaledDown(), "scale-statefulset",
            Token)).Plans.Single();

    private static async Task<Plan> RollbackAsync(GateBench bench) =>
        (await bench.Planner.OfferAsync("shop", "practice", Samples.ConfigChange(), "rollback-config",
            Token)).Plans.Single();
}
