using Kaos.Contracts;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Tests.Sessions;

/// <summary>No write without its approval event, and no word from a driver that was superseded.</summary>
public sealed class ReportRulesTests
{
    private static readonly ChosenAlone Alone = new(
        new("one way", [Story.Option("rollback-config", "p2")], [Story.Plan("p2")]), "rollback-config", "p2",
        Principal.System("kaos"), Maturity.Act,
        0.9, Risk.Low, ["ev-1"], "d1", "at Act");

    private static readonly StepIntended Intent = new("p2", 0, Undo: false, 1, Story.Noon.AddSeconds(20));

    [Fact]
    public void Intent_AfterDecisionJudgementAndGrant_IsRecorded() => Story.Allowed().Report(Intent).ShouldBeNull();

    [Fact]
    [Trait("Seed", "1-7")]
    public void Intent_WithoutAChoice_IsDenied() =>
        Story.WithChoices().Report(Intent)!.Code.ShouldBe(ProblemCode.Denied);

    [Fact]
    [Trait("Seed", "1-7")]
    public void Intent_WithoutJudgement_IsDenied()
    {
        var story = Story.WithChoices();
        story.Do(new ChooseOption("rollback-config", "task-alice"), Story.Alice);

        story.Report(Intent)!.Message.ShouldContain("gate");
    }

    [Fact]
    public void Intent_OfAnotherPlan_IsDenied() =>
        Story.Allowed().Report(Intent with { PlanHash = "p1" })!.Message.ShouldContain("another plan");

    [Fact]
    public void Intent_WithoutGrant_IsDenied()
    {
        var story = Story.Allowed();
        story.Report(new GrantReturned("p2", "own-rights"));

        story.Report(Intent)!.Code.ShouldBe(ProblemCode.Denied);
    }

    [Fact]
    public void Intent_OfKaosOwnChoice_NeedsTheGateAndAGrantAndNobody()
    {
        var story = Story.Opened();
        story.Do(new StartDriver(1), Story.Driver);
        story.Report(new Diagnosed(new([Story.Finding()], [], [])), Alone).ShouldBeNull();

        story.Report(Intent)!.Message.ShouldContain("gate");
        story.Report(new GateJudged("p2", Effect.Allow, Maturity.Act, []), new GrantTaken("p2", "g", Story.Noon))
            .ShouldBeNull();
        story.Report(Intent).ShouldBeNull();
    }

    [Fact]
    public void OwnChoice_BySomebodyElseBelowActOrOfAnUnknownPlan_IsDenied()
    {
        foreach (var wrong
            in new[] { Alone with { By = Story.Bot }, Alone with { By = Story.Alice }, Alone with { Level = Maturity.Approve }, Alone with { PlanHash = "p9" } })
        {
            Story.WithChoices().Report(wrong)!.Code.ShouldBe(ProblemCode.Denied);
        }

        Story.Allowed().Report(Alone)!.Message.ShouldContain("under way");
    }

    [Fact]
    [Trait("Seed", "1-7")]
    public void Intent_AgentChosenAndNobodyApproved_IsDeniedEvenIfTheGateAllowed()
    {
        var story = Story.WithChoices();
        story.Do(new DetachTask("task-alice", "bye"), Story.Alice);
        story.Do(new AttachTask("task-bot", "ctx", "m", "x", Joined: true), Story.Bot);
        story.Do(new ChooseOption("rollback-config", "task-bot"), Story.Bot);
        story.Report(
            new GateJudged("p2", Effect.Allow, Maturity.Act, []), new GrantTaken("p2", "own-rights", Story.Noon));

        story.Report(Intent)!.Message.ShouldContain("nobody has approved");
    }

    [Fact]
    public void Report_OfASupersededDriver_IsFenced()
    {
        var story = Story.Allowed();
        story.Do(new StartDriver(2), Story.Driver);

        story.Do(new Report(1, [Intent]), Story.Driver)!.Code.ShouldBe(ProblemCode.Fenced);
        story.State.Execution!.Steps.ShouldBeEmpty();
    }

    [Fact]
    public void Report_AfterTheEnd_IsFenced()
    {
        var story = Story.Allowed();
        story.Do(new CancelSession("enough"), Story.Alice);

        story.Report(Intent)!.Code.ShouldBe(ProblemCode.Fenced);
    }

    [Fact]
    public void Report_OfWhatTheLogHolds_AddsNothing()
    {
        var story = Story.Opened();
        story.Do(new StartDriver(1), Story.Driver);
        var seen = new Evidence("ev-1", "events", Story.Noon, "14 kills");
        story.Report(new Narrated("Checking events…", "why:1"), new EvidenceFound([seen]));
        var before = story.Facts.Count;

        story.Report(new Narrated("Checking events…", "why:1"), new EvidenceFound([seen])).ShouldBeNull();

        story.Facts.Count.ShouldBe(before);
    }

    [Fact]
    public void Report_OneBadFact_RecordsNoneOfThem()
    {
        var story = Story.WithChoices();
        var before = story.Facts.Count;

        story.Report(new Narrated("going ahead", "x"), Intent).ShouldNotBeNull();

        story.Facts.Count.ShouldBe(before);
    }

    [Fact]
    public void Report_OfACallersAct_IsDenied() =>
        Story.WithChoices()
            .Report(new PlanDecided("p2", PlanDecision.Approve, Story.Alice, null))!.Code.ShouldBe(ProblemCode.Denied);
}
