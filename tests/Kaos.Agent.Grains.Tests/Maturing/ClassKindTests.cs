using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Maturing;
using Kaos.Contracts;
using Kaos.Contracts.Classes;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Tests.Maturing;

public sealed class ClassKindTests
{
    private static readonly Way Way = new("restart", "w1", "c1");
    private static readonly Principal Promoter = new("petra", PrincipalKind.Person, [Role.Promoter], ["shop"]);
    private readonly ClassKind kind = new();
    private ClassState state = new ClassKind().Initial("shop/oom/Deployment/raise-memory");

    [Fact]
    public void Initial_Key_IsTenantAndClass() =>
        (state.Tenant, state.Class).ShouldBe(("shop", "oom/Deployment/raise-memory"));

    [Fact]
    [Trait("Seed", "0-14")]
    public void Promote_TooEarly_IsDeniedWithWhatIsMissing()
    {
        Treat(TreatmentResult.Verified);

        var refusal = Ask(new PromoteClass(Maturity.Approve, "it works"), Promoter).Refusal.ShouldNotBeNull();

        refusal.Code.ShouldBe(ProblemCode.Denied);
        refusal.Message.ShouldContain("needs 2 resolutions");
        refusal.Message.ShouldContain("there is 1");
    }

    [Fact]
    [Trait("Seed", "0-13")]
    public void Promote_AfterTwoTheSameWay_GivesTheLevelToThatWay()
    {
        Treat(TreatmentResult.Verified);
        Treat(TreatmentResult.Verified);

        Ask(new PromoteClass(Maturity.Approve, "it works"), Promoter).Refusal.ShouldBeNull();

        state.Level.ShouldBe(Maturity.Approve);
        state.Way.ShouldBe(Way);
        ClassViews.Of(state).Missing.ShouldHaveSingleItem().ShouldContain("needs 10");
    }

    [Fact]
    public void Promote_TwoInDifferentWays_IsNotEnough()
    {
        Treat(TreatmentResult.Verified, Way with { WorkflowHash = "w0" });
        Treat(TreatmentResult.Verified);

        Ask(
            new PromoteClass(Maturity.Approve, "it works"),
            Promoter).Refusal.ShouldNotBeNull().Message.ShouldContain("another way");
    }

    [Theory]
    [InlineData(TreatmentResult.Failed)]
    [InlineData(TreatmentResult.RolledBack)]
    [InlineData(TreatmentResult.Rejected)]
    [InlineData(TreatmentResult.Edited)]
    public void Promote_ToActWithABadOneAmongTheLastTen_IsDenied(TreatmentResult bad)
    {
        Treat(bad);
        for (var times = 0; times < 9; times++)
        {
            Treat(TreatmentResult.Verified);
        }

        Ask(
            new PromoteClass(Maturity.Act, "it works"),
            Promoter).Refusal.ShouldNotBeNull().Code.ShouldBe(ProblemCode.Denied);
        Treat(TreatmentResult.Verified);
        Ask(new PromoteClass(Maturity.Act, "it works"), Promoter).Refusal.ShouldBeNull();
        state.Level.ShouldBe(Maturity.Act);
    }

    [Theory]
    [Trait("Seed", "0-14")]
    [InlineData(PrincipalKind.Agent, Role.Promoter)]
    [InlineData(PrincipalKind.System, Role.Promoter)]
    [InlineData(PrincipalKind.Person, Role.Admin)]
    [InlineData(PrincipalKind.Person, Role.Approver)]
    public void Promote_WithoutBeingAPersonWithTheRole_IsForbidden(PrincipalKind actor, Role role)
    {
        Treat(TreatmentResult.Verified);
        Treat(TreatmentResult.Verified);

        Ask(new PromoteClass(Maturity.Approve, "it works"), new("x", actor, [role], ["shop"])).Refusal
            .ShouldNotBeNull().Code.ShouldBe(ProblemCode.Forbidden);
    }

    [Theory]
    [Trait("Seed", "0-14")]
    [InlineData(TreatmentResult.Failed)]
    [InlineData(TreatmentResult.RolledBack)]
    public void Treated_Badly_FallsAtOnce(TreatmentResult bad)
    {
        Promoted();

        Treat(bad);

        state.Level.ShouldBe(Maturity.Propose);
        state.Why.ShouldNotBeNull().ShouldContain("did not help");
    }

    [Fact]
    public void Treated_BadlyWhereTheInstallationApproves_FallsToo()
    {
        Treat(TreatmentResult.RolledBack);

        state.Level.ShouldBe(Maturity.Propose);
    }

    [Fact]
    [Trait("Seed", "4-9")]
    public void Recurred_Resolution_FallsAndCountsNoMore()
    {
        Promoted();
        var newest = state.Past[^1].IncidentId;

        Ask(new NoteRecurrence(newest), Promoter);

        state.Level.ShouldBe(Maturity.Propose);
        state.Uses["restart"].ShouldBe(new Tally(1, 2, 1));
        Ladder.SameWay(state).Count.ShouldBe(0);
    }

    [Fact]
    public void Treated_WithAScore_CountsThatMuchUntilItComesBack()
    {
        Ask(new NoteTreatment(Scored("inc-a", 0.75)), Promoter);
        Ask(new NoteTreatment(Scored("inc-b", 0.5)), Promoter);
        Ask(new NoteTreatment(Scored("inc-c", 0.2) with { Result = TreatmentResult.RolledBack }), Promoter);
        state.Uses["restart"].ShouldBe(new Tally(2, 3, 1.25));

        Ask(new NoteRecurrence("inc-a"), Promoter);

        state.Uses["restart"].ShouldBe(new Tally(1, 3, 0.5));
    }

    [Fact]
    public void Deed_TheSameAsProposed_CountsAsAResolution()
    {
        Ask(new NoteDeed(new("inc-a", "ses-a", Way, "scaled to 3", "kubectl", Same: true)), Promoter);
        Ask(new NoteDeed(new("inc-b", "ses-b", Way, "scaled to 3", "kubectl", Same: true)), Promoter);

        ClassViews.Of(state).Eligible.ShouldBe(Maturity.Approve);
        ClassViews.Of(state).Recent.Length.ShouldBe(2);
    }

    [Fact]
    public void Demote_ByAPerson_TakesEffectAtOnce()
    {
        Promoted();

        Ask(
            new DemoteClass(Maturity.Propose, "not at Christmas"),
            new("olga", PrincipalKind.Person, [Role.Operator], ["shop"]));

        state.Level.ShouldBe(Maturity.Propose);
        state.Why.ShouldNotBeNull().ShouldContain("not at Christmas");
    }

    [Fact]
    public void Past_Long_IsBoundedAndUsesAreKept()
    {
        for (var times = 0; times < 200; times++)
        {
            Treat(TreatmentResult.Verified);
        }

        state.Past.Count.ShouldBe(50);
        state.Uses["restart"].ShouldBe(new Tally(200, 200, 200));
    }

    private static Treatment Scored(string incident, double score) =>
        new(incident, "ses", "east", "p1", Way, TreatmentResult.Verified, Maturity.Approve, "person:alice", score);

    private void Promoted()
    {
        Treat(TreatmentResult.Verified);
        Treat(TreatmentResult.Verified);
        Ask(new PromoteClass(Maturity.Approve, "it works"), Promoter).Refusal.ShouldBeNull();
    }

    private void Treat(TreatmentResult result, Way? way = null) => Ask(
        new NoteTreatment(
            new($"inc-{state.Past.Count}", "ses", "east", "p", way ?? Way, result, Maturity.Approve, "person:alice")),
        Promoter);

    private Decision<ClassEvent> Ask(ClassCommand command, Principal actor)
    {
        var decision = kind.Decide(state, command, new Turn(actor, DateTimeOffset.UnixEpoch, "c", 0));
        foreach (var fact in decision.Facts)
        {
            state = kind.Fold(state, fact, new EventMeta(1, DateTimeOffset.UnixEpoch, actor.ToString(), "c"));
        }

        return decision;
    }
}
