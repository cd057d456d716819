using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Policy;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Maturing;
using Kaos.Agent.Grains.Sessions;
using Kaos.Agent.Grains.Tests.Gate;
using Kaos.Contracts;
using Kaos.Contracts.Classes;
using Kaos.Contracts.Plans;
using Kaos.Tests.Shared.Time;
using Microsoft.Extensions.DependencyInjection;

namespace Kaos.Agent.Grains.Tests.Maturing;

/// <summary>Classes and switches on the engine, and what the gate then reads of them.</summary>
public sealed class LearningTests : IAsyncDisposable
{
    private static readonly Principal Admin = new("ada", PrincipalKind.Person, [Role.Admin, Role.Promoter], ["*"]);
    private readonly FakeTime time = new(Samples.At);
    private readonly ServiceProvider services;

    public LearningTests() => services = new ServiceCollection()
        .AddLogging()
        .AddSingleton<TimeProvider>(time)
        .AddInMemoryLog()
        .AddEmbeddedGrains()
        .AddKaosMaturity()
        .AddSingleton<GateOptions>()
        .AddSingleton<ClassTable>()
        .AddSingleton<SwitchTable>()
        .AddSingleton<LoggedActions>()
        .BuildServiceProvider();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IGrains Grains => services.GetRequiredService<IGrains>();

    private IMaturityDesk Desk => services.GetRequiredService<IMaturityDesk>();

    private ClassTable Table => services.GetRequiredService<ClassTable>();

    [Fact]
    [Trait("Seed", "0-13")]
    public async Task Level_AfterPromotion_IsForThatWorkflowOnly()
    {
        var plan = Samples.ScalePlan();
        await TreatAsync(plan, "inc-1");
        await TreatAsync(plan, "inc-2");
        (await Table.LevelOfAsync(plan, Token)).Level.ShouldBe(Maturity.Propose);

        var raised = await Desk.MoveAsync(
            new(plan.Tenant, plan.IncidentClass, Maturity.Approve, Up: true, "it works"), "c-1", Admin, Token);

        raised.Value.ShouldNotBeNull().Level.ShouldBe(Maturity.Approve);
        (await Table.LevelOfAsync(plan, Token)).Level.ShouldBe(Maturity.Approve);
        var changed = await Table.LevelOfAsync(plan with { WorkflowHash = "another" }, Token);
        changed.Level.ShouldBe(Maturity.Propose);
        changed.Why.ShouldContain("has changed");
        (await Table.LevelOfAsync(plan with { Tenant = "other" }, Token)).Level.ShouldBe(Maturity.Propose);
    }

    [Fact]
    public async Task Record_OfAWorkflow_CountsWhatWorkedAndWhatWasTried()
    {
        var plan = Samples.ScalePlan();
        await TreatAsync(plan, "inc-1");
        await TreatAsync(plan, "inc-2", TreatmentResult.RolledBack);

        (await Table.OfAsync(plan.WorkflowId, plan.IncidentClass, Token)).ShouldBe((1, 2));
        (await Table.OfAsync("another", plan.IncidentClass, Token)).ShouldBe((0, 0));
    }

    [Fact]
    [Trait("Seed", "0-13")]
    public async Task Move_UnknownClassOrForeignTenant_DoesNotExist()
    {
        var plan = Samples.ScalePlan();
        await TreatAsync(plan, "inc-1");
        var stranger = Admin with { Tenants = ["other"] };

        (await Desk.MoveAsync(new("shop", "no/such/class", Maturity.Approve, Up: true, "x"), "c-1", Admin,
            Token)).Problem
            .ShouldNotBeNull().Code.ShouldBe(ProblemCode.NotFound);
        (await Desk.MoveAsync(new(plan.Tenant, plan.IncidentClass, Maturity.Approve, Up: true, "x"), "c-2", stranger,
            Token)).Problem
            .ShouldNotBeNull().Code.ShouldBe(ProblemCode.NotFound);
        (await Desk.ClassesAsync(null, null, 10, stranger, Token)).Value.ShouldNotBeNull().Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Switch_StoppedForAllOrOne_IsSeenByTheGateUntilResumed()
    {
        var switches = services.GetRequiredService<SwitchTable>();
        (await switches.StoppedAsync("shop", Token)).ShouldBeNull();

        await Desk.SwitchAsync("shop", stop: true, "a drill", "c-1", Admin, Token);
        (await switches.StoppedAsync("shop", Token)).ShouldNotBeNull().ShouldContain("a drill");
        (await switches.StoppedAsync("other", Token)).ShouldBeNull();

        await Desk.SwitchAsync(null, stop: true, "everything", "c-2", Admin, Token);
        (await switches.StoppedAsync("other", Token)).ShouldNotBeNull().ShouldContain("person:ada");

        await Desk.SwitchAsync(null, stop: false, "over", "c-3", Admin, Token);
        await Desk.SwitchAsync("shop", stop: false, "over", "c-4", Admin, Token);
        (await switches.StoppedAsync("shop", Token)).ShouldBeNull();
        (await Desk.SwitchesAsync(Admin, Token)).Value.ShouldNotBeNull().Items.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(PrincipalKind.Agent, Role.Admin, true)]
    [InlineData(PrincipalKind.Person, Role.Viewer, true)]
    [InlineData(PrincipalKind.Person, Role.Operator, false)]
    public async Task Switch_ByWhoMayNot_IsForbidden(PrincipalKind actor, Role role, bool stop)
    {
        await Desk.SwitchAsync(null, stop: !stop, "before", "c-0", Admin, Token);

        var moved = await Desk.SwitchAsync(null, stop, "why not", "c-1", new("x", actor, [role], ["*"]), Token);

        moved.Problem.ShouldNotBeNull().Code.ShouldBe(ProblemCode.Forbidden);
    }

    [Fact]
    public async Task History_WritesOfOtherPlansWithinADay_AreCounted()
    {
        var plan = Samples.ScalePlan();
        var history = services.GetRequiredService<LoggedActions>();
        await WriteAsync(plan.Hash, plan, time.GetUtcNow());
        (await history.OfAsync(plan, Token)).ShouldBe(PastActions.None);

        await WriteAsync("old", plan, time.GetUtcNow() - TimeSpan.FromHours(25));
        await WriteAsync("one", plan, time.GetUtcNow() - TimeSpan.FromHours(3));
        await WriteAsync("two", plan, time.GetUtcNow() - TimeSpan.FromMinutes(4));
        await WriteAsync("elsewhere", plan with { Cluster = "west" }, time.GetUtcNow());

        (await history.OfAsync(plan, Token)).ShouldBe(new PastActions(TimeSpan.FromMinutes(4), 2, 0));
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private async Task TreatAsync(Plan plan, string incident, TreatmentResult result = TreatmentResult.Verified) =>
        await Grains.AskAsync(
            ClassKind.IdOf(plan.Tenant, plan.IncidentClass),
            new NoteTreatment(
                new(incident, "ses", plan.Cluster, plan.Hash, Ways.Of(plan), result, Maturity.Propose, "person:alice")),
            Principal.System("test"), $"note/{incident}", Token);

    private async Task WriteAsync(
        string hash, Plan plan, DateTimeOffset at) => await services.GetRequiredService<IEventLog>().AppendAsync(
        new Commit
        {
            Stream = $"session/{hash}",
            ExpectedVersion = 0,
            Events = [new("noted", at, "system:test", hash, "{}"u8.ToArray())],
            Views =
                [new(SessionKind.WriteRow, $"{hash}/0/False", plan.Tenant, hash, plan.Cluster,
                    plan.Steps[0].Target.ToString(), at, "null"u8.ToArray())],
        },
        Token);
}
