using System.Collections.Immutable;
using Kaos.Agent.Grains.Driving;
using Kaos.Agent.Grains.Sessions;
using Kaos.Agent.Grains.Tests.Sessions;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Tests.Driving;

public sealed class AgendaTests
{
    [Fact]
    public void Next_NotOpened_IsNothing() => Agenda.Next(new SessionState("s")).ShouldBeNull();

    [Fact]
    public void Next_Opened_IsToInvestigate() => Agenda.Next(Story.Opened().State).ShouldBe(new Work.Investigate());

    [Fact]
    public void Next_WhileOptionsAreOpen_IsNothing() => Agenda.Next(Story.WithChoices().State).ShouldBeNull();

    [Fact]
    public void Next_Chosen_IsToJudge()
    {
        var story = Story.WithChoices();
        story.Do(new ChooseOption("rollback-config", "task-alice"), Story.Alice);

        Agenda.Next(story.State).ShouldBeOfType<Work.Judge>().Plan.Hash.ShouldBe("p2");
    }

    [Fact]
    public void Next_StepAfterStep_ThenWatchThenFinish()
    {
        var story = Story.Allowed();
        var done = new List<string>();
        while (Agenda.Next(story.State) is { } work)
        {
            done.Add(work.GetType().Name);
            story.Report(Carried(work)).ShouldBeNull();
        }

        done.ShouldBe(
            ["Write", "AwaitRollout", "Write", "AwaitRollout", "StartWatch", "Watch", "Finish", "ReturnGrant"]);
        story.State.Outcome.ShouldBe(SessionOutcome.Resolved);
    }

    [Fact]
    public void Next_IntentWithoutOutcome_IsToSettleIt()
    {
        var story = Story.Allowed();
        story.Report(new StepIntended("p2", 0, Undo: false, 1, Story.Noon));

        Agenda.Next(story.State).ShouldBeOfType<Work.Settle>().Run.Step.ShouldBe(0);
    }

    [Fact]
    public void Next_IntendedAgainAfterACrash_IsStillOneRun()
    {
        var story = Story.Allowed();
        story.Report(new StepIntended("p2", 0, Undo: false, 1, Story.Noon));
        story.Report(new StepIntended("p2", 0, Undo: false, 1, Story.Noon.AddMinutes(1)));

        story.State.Execution!.Steps.ShouldHaveSingleItem().Deadline.ShouldBe(Story.Noon.AddMinutes(1));
    }

    [Fact]
    public void Next_VerificationFailed_PutsBackFirstAndRestartsLast()
    {
        var story = Story.Allowed();
        CarryOut(story, until: nameof(Work.Watch));
        story.Report(new Verified("p2", Ok: false, [], "still dying"));

        Agenda.Next(story.State).ShouldBeOfType<Work.StartUndo>().Why.ShouldBe("still dying");
        story.Report(new UndoStarted("p2", "still dying"));
        Agenda.Next(story.State).ShouldBe(new Work.Write(story.State.Plan!, 0, Undo: true));
        CarryOut(story, until: "");

        story.State.Outcome.ShouldBe(SessionOutcome.RolledBack);
        story.Facts.OfType<StepIntended>().Where(step => step.Undo).Select(step => step.Step).ShouldBe([0, 1]);
    }

    [Fact]
    public void Next_SecondStepFailed_UndoesTheFirst()
    {
        var story = Story.Allowed();
        CarryOut(story, until: nameof(Work.StartWatch), failAt: 1);

        story.Facts.OfType<StepIntended>().Where(step => step.Undo).Select(step => step.Step).ShouldBe([0]);
        story.State.Outcome.ShouldBe(SessionOutcome.RolledBack);
    }

    [Fact]
    public void Next_OutcomeUnknown_HandsOver()
    {
        var story = Story.Allowed();
        story.Report(
            new StepIntended("p2", 0, Undo: false, 1, Story.Noon),
            new StepFailed("p2", 0, Undo: false, "no answer", OutcomeUnknown: true));

        Agenda.Next(story.State).ShouldBeOfType<Work.Finish>().How.ShouldBe(FinishAs.Escalated);
    }

    [Fact]
    public void Next_OptionsThatMayOnlyBeProposed_IsToSeeWhetherSomebodyMendsIt()
    {
        var state = Story.WithChoices().State;
        var denied = new Verdict("maturity", "maturity", Effect.Deny, "KAOS may only propose here.");
        state = state with { Plans = state.Plans.ToImmutableDictionary(plan => plan.Key, plan => plan.Value with { Policy = [denied] }) };

        Agenda.Next(state).ShouldBe(new Work.AwaitRepair());
    }

    [Fact]
    public void Next_PlanWentStale_IsToInvestigateAndThenToOfferAgain()
    {
        var story = Story.Allowed();
        story.Report(new PlanWentStale("p2", "somebody edited it"));

        Agenda.Next(story.State).ShouldBeOfType<Work.ReturnGrant>();
        story.Report(new GrantReturned("p2", "own-rights"));
        Agenda.Next(story.State).ShouldBe(new Work.Investigate());
        story.Report(new Diagnosed(story.State.Examination!));
        Agenda.Next(story.State).ShouldBe(new Work.Offer());
    }

    [Fact]
    public void Next_CancelledWithAPermission_GivesItBackAndThenNothing()
    {
        var story = Story.Allowed();
        story.Do(new CancelSession("enough"), Story.Olga);

        Agenda.Next(story.State).ShouldBe(new Work.ReturnGrant(story.State.Plans["p2"], "own-rights"));
        story.Do(new StartDriver(2), Story.Driver).ShouldBeNull();
        story.Report(new GrantReturned("p2", "another")).ShouldNotBeNull();
        story.Report(new GrantReturned("p2", "own-rights")).ShouldBeNull();

        Agenda.Next(story.State).ShouldBeNull();
        story.Do(new StartDriver(3), Story.Driver).ShouldNotBeNull();
    }

    private static void CarryOut(Story story, string until, int failAt = -1)
    {
        while (Agenda.Next(story.State) is { } work && work.GetType().Name != until)
        {
            var fails = work is Work.Write { Undo: false } write && write.Step == failAt;
            story.Report(fails ? Failed((Work.Write)work) : Carried(work)).ShouldBeNull();
        }
    }

    private static SessionEvent[] Failed(Work.Write write) =>
    [
        new StepIntended(write.Plan.Hash, write.Step, write.Undo, 1, Story.Noon),
        new StepFailed(write.Plan.Hash, write.Step, write.Undo, "refused", OutcomeUnknown: false),
    ];

    private static SessionEvent[] Carried(Work work) => work switch
    {
        Work.Write write =>
        [
            new StepIntended(write.Plan.Hash, write.Step, write.Undo, 1, Story.Noon),
            new StepWritten(write.Plan.Hash, write.Step, write.Undo, "written", "1"),
        ],
        Work.AwaitRollout rollout => [new StepCompleted(rollout.Plan.Hash, rollout.Run.Step, rollout.Run.Undo)],
        Work.StartWatch start => [new WatchStarted(start.Plan.Hash, Story.Noon, Story.Noon.AddMinutes(5))],
        Work.Watch watch => [new Verified(watch.Plan.Hash, Ok: true, [], "fine")],
        Work.ReturnGrant left => [new GrantReturned(left.Plan.Hash, left.Grant)],
        Work.StartUndo undo => [new UndoStarted(undo.Plan.Hash, undo.Why)],
        Work.Finish finish =>
        [
            new SessionEnded(
                finish.How switch
                {
                    FinishAs.Resolved => SessionOutcome.Resolved,
                    FinishAs.RolledBack => SessionOutcome.RolledBack,
                    _ => SessionOutcome.Escalated,
                },
                "over"),
        ],
        _ => throw new InvalidOperationException(work.GetType().Name),
    };
}
