using Kaos.Agent.Grains.Driving;
using Kaos.Contracts;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Tests.Sessions;

public sealed class SessionDecisionsTests
{
    [Fact]
    public void Choose_ByApprover_IsTheApproval()
    {
        var story = Story.WithChoices();

        story.Do(new ChooseOption("rollback-config", "task-alice"), Story.Alice).ShouldBeNull();

        story.Facts.OfType<PlanDecided>().ShouldHaveSingleItem().PlanHash.ShouldBe("p2");
        story.State.Phase.ShouldBe(IncidentState.Executing);
        story.State.Approvers.ShouldBe([Story.Alice]);
    }

    [Fact]
    public void Choose_ByAgent_IsAChoiceAndNoApproval()
    {
        var story = Story.WithChoices();
        story.Do(new DetachTask("task-alice", "bye"), Story.Alice);
        story.Do(new AttachTask("task-bot", "ctx-bot", "m1", "hello", Joined: true), Story.Bot);

        story.Do(new ChooseOption("rollback-config", "task-bot"), Story.Bot).ShouldBeNull();

        story.Facts.OfType<PlanDecided>().ShouldBeEmpty();
        story.State.Approvers.ShouldBeEmpty();
    }

    [Fact]
    [Trait("Seed", "1-23")]
    public void Decide_ByAgent_IsForbiddenWhateverItsRoles()
    {
        var story = AwaitingApproval();

        story.Do(
            new DecidePlan("p2", PlanDecision.Approve, null, null), Story.Bot)!.Code.ShouldBe(ProblemCode.Forbidden);
        story.State.Approvers.ShouldBeEmpty();
    }

    [Fact]
    public void Decide_Twice_IsAConflict()
    {
        var story = AwaitingApproval();
        story.Do(new DecidePlan("p2", PlanDecision.Approve, null, null), Story.Alice).ShouldBeNull();

        story.Do(
            new DecidePlan("p2", PlanDecision.Approve, null, null), Story.Alice)!.Code.ShouldBe(ProblemCode.Conflict);
    }

    [Fact]
    public void Approval_AboutToExpire_IsRemindedOfOnceAndThenExpires()
    {
        var story = AwaitingApproval();
        var expires = story.State.Execution!.ApprovalExpires!.Value;
        var reminder = story.Deadlines["reminder"];
        reminder.ShouldBeLessThan(expires);
        reminder.ShouldBeGreaterThan(story.Now);

        story.Now = reminder;
        story.Wake();
        story.Wake();

        story.Facts.OfType<ApprovalReminded>().ShouldHaveSingleItem().ShouldBe(new("p2", expires));
        story.State.Phase.ShouldBe(IncidentState.AwaitingApproval);

        story.Now = expires;
        story.Wake();
        story.State.Outcome.ShouldBe(SessionOutcome.Escalated);
    }

    [Fact]
    public void Approval_Decided_IsNotRemindedOf()
    {
        var story = AwaitingApproval();
        story.Do(new DecidePlan("p2", PlanDecision.Approve, null, null), Story.Alice);

        story.Deadlines.ShouldNotContainKey("reminder");
        story.Do(new RemindOfApproval("p2"), Story.Driver).ShouldBeNull();
        story.Facts.OfType<ApprovalReminded>().ShouldBeEmpty();
    }

    [Fact]
    public void Decide_OverrideWithoutReason_IsInvalid() =>
        AwaitingApproval().Do(
            new DecidePlan("p2", PlanDecision.Override, " ", null), Story.Alice)!.Code.ShouldBe(ProblemCode.Invalid);

    [Fact]
    public void Decide_Reject_HasTheOptionsMadeAgain()
    {
        var story = AwaitingApproval();

        story.Do(new DecidePlan("p2", PlanDecision.Reject, "not now", null), Story.Alice).ShouldBeNull();

        Agenda.Next(story.State).ShouldBe(new Work.Offer());
    }

    [Fact]
    public void Decide_ApproveAfterReject_IsAConflictAlsoWhenNewPlansAreOpen()
    {
        var story = AwaitingApproval();
        story.Do(new DecidePlan("p2", PlanDecision.Reject, "not now", null), Story.Alice);
        story.Do(
            new DecidePlan("p2", PlanDecision.Approve, null, null), Story.Alice)!.Code.ShouldBe(ProblemCode.Conflict);

        story.Report(new ChoicesOffered("again", [Story.Option("rollback-config", "p3")], [Story.Plan("p3")]))
            .ShouldBeNull();

        story.Do(
            new DecidePlan("p2", PlanDecision.Approve, null, null), Story.Alice)!.Code.ShouldBe(ProblemCode.Conflict);
        story.Do(new DecidePlan("p3", PlanDecision.Approve, null, null), Story.Alice).ShouldBeNull();
    }

    [Fact]
    public void Expire_AwaitedApproval_HandsOver()
    {
        var story = AwaitingApproval();

        story.Do(new ExpireApproval("p2"), Principal.System("deadlines")).ShouldBeNull();

        story.State.Outcome.ShouldBe(SessionOutcome.Escalated);
    }

    [Fact]
    public void Decide_ApproveADayLateAndBeforeTheDeadlineWasNoticed_IsRefused()
    {
        var story = AwaitingApproval();
        story.Now = Story.Noon.AddDays(1);

        var refusal = story.Do(new DecidePlan("p2", PlanDecision.Approve, null, null), Story.Alice).ShouldNotBeNull();
        refusal.Code.ShouldBe(ProblemCode.Conflict);
        refusal.Message.ShouldContain("expired");
        story.Wake();

        story.State.Outcome.ShouldBe(SessionOutcome.Escalated);
    }

    [Fact]
    public void Choose_UnknownOption_SaysWhichThereAre()
    {
        var problem = Story.WithChoices().Do(new ChooseOption("reboot-everything", "task-alice"), Story.Alice)!;

        problem.Code.ShouldBe(ProblemCode.NotFound);
        problem.Next!.ShouldContain("raise-limit");
    }

    [Fact]
    public void Choose_Twice_IsAConflictThatNamesTheFirst()
    {
        var story = Story.WithChoices();
        story.Do(new ChooseOption("raise-limit", "task-alice"), Story.Alice);

        var problem = story.Do(new ChooseOption("rollback-config", "task-alice"), Story.Alice)!;

        problem.Code.ShouldBe(ProblemCode.Conflict);
        problem.Message.ShouldContain("raise-limit");
    }

    [Fact]
    public void Choose_ByViewer_IsForbidden() =>
        Story.WithChoices()
            .Do(new ChooseOption("raise-limit", null), Story.Victor)!.Code.ShouldBe(ProblemCode.Forbidden);

    [Fact]
    public void Choose_WhileSomebodyElseSteers_IsForbiddenUntilTakenOver()
    {
        var story = Story.WithChoices();
        story.Do(new AttachTask("task-olga", "ctx-olga", "m1", "me too", Joined: true), Story.Olga);

        story.Do(new ChooseOption("raise-limit", "task-olga"), Story.Olga)!.Code.ShouldBe(ProblemCode.Forbidden);
        story.Do(new SendText("task-olga", "m2", "I'll take over"), Story.Olga).ShouldBeNull();
        story.Do(new ChooseOption("raise-limit", "task-olga"), Story.Olga).ShouldBeNull();
    }

    [Fact]
    public void Question_WhileAChoiceIsOpen_IsAnsweredAndTheOptionsStay()
    {
        var story = Story.WithChoices();

        story.Do(new SendText("task-alice", "m2", "What can we do about it?"), Story.Alice).ShouldBeNull();

        story.Facts[^1].ShouldBeOfType<Answered>().Text.ShouldContain("rollback-config");
        story.State.Phase.ShouldBe(IncidentState.AwaitingChoice);
    }

    [Fact]
    public void Attach_ToARunningSession_IsJoinedNotRestarted()
    {
        var story = Story.Opened();
        story.Do(new StartDriver(1), Story.Driver);

        story.Do(new AttachTask("t", "c", "m", "what is going on?", Joined: true), Story.Olga);

        story.Facts[^1].ShouldBeOfType<TaskAttached>().Joined.ShouldBeTrue();
        story.State.Epoch.ShouldBe(1);
    }

    [Fact]
    public void Detach_ByWhoJoined_LeavesTheSessionRunning()
    {
        var story = Story.Opened();
        story.Do(new StartDriver(1), Story.Driver);
        story.Do(new AttachTask("t", "c", "m", "what is going on?", Joined: true), Story.Olga);

        story.Do(new DetachTask("t", "bye"), Story.Olga).ShouldBeNull();

        story.State.Over.ShouldBeFalse();
    }

    [Fact]
    public void Detach_ByWhomItWasOpenedFor_StopsTheSession()
    {
        var story = Story.Opened();
        story.Do(new AttachTask("t", "c", "m", "it is slow", Joined: false), Story.Olga);

        story.Do(new DetachTask("t", "never mind"), Story.Olga).ShouldBeNull();

        story.State.Outcome.ShouldBe(SessionOutcome.Cancelled);
    }

    [Fact]
    public void Merge_WhileOptionsAreOpen_EndsTheSessionAndVoidsItsPlans()
    {
        var story = Story.WithChoices();

        story.Do(new MergeSession("inc-2", "ses-2"), Principal.System("correlator")).ShouldBeNull();

        story.State.Outcome.ShouldBe(SessionOutcome.Merged);
        story.Do(new ChooseOption("raise-limit", "task-alice"), Story.Alice)!.Code.ShouldBe(ProblemCode.Conflict);
    }

    [Fact]
    public void Merge_WhileAPlanIsCarriedOut_IsRefused()
    {
        var story = Story.Allowed();
        story.Report(new StepIntended("p2", 0, Undo: false, 1, Story.Noon));

        story.Do(
            new MergeSession("inc-2", "ses-2"), Principal.System("correlator"))!.Code.ShouldBe(ProblemCode.Conflict);
        story.State.Over.ShouldBeFalse();
    }

    [Fact]
    public void Message_AfterTheEnd_IsAConflict()
    {
        var story = Story.WithChoices();
        story.Do(new ChooseOption("do-nothing", "task-alice"), Story.Alice);

        story.State.Outcome.ShouldBe(SessionOutcome.Declined);
        story.Do(new SendText("task-alice", "m9", "hello?"), Story.Alice)!.Code.ShouldBe(ProblemCode.Conflict);
    }

    [Fact]
    public void Message_OnSomebodyElsesTask_LooksLikeAMissingOne() =>
        Story.WithChoices()
            .Do(new SendText("task-alice", "m2", "approve"), Story.Olga)!.Code.ShouldBe(ProblemCode.NotFound);

    private static Story AwaitingApproval()
    {
        var story = Story.WithChoices();
        story.Do(new DetachTask("task-alice", "bye"), Story.Alice);
        story.Do(new AttachTask("task-bot", "ctx-bot", "m1", "hello", Joined: true), Story.Bot);
        story.Do(new ChooseOption("rollback-config", "task-bot"), Story.Bot);
        story.Report(
            new GateJudged("p2", Effect.Ask, Maturity.Approve, []),
            new ApprovalRequested("p2", "create_update_plan_review", Story.Noon.AddMinutes(30), "an agent chose"));

        return story;
    }
}
