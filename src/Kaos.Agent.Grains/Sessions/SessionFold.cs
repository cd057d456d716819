using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Sessions;

/// <summary>state + event -> state.</summary>
public static class SessionFold
{
    /// <param name="at">When it was recorded, in process time.</param>
    public static SessionState Apply(SessionState state, SessionEvent fact, DateTimeOffset at = default) => fact switch
    {
        SessionOpened opened => state with { IncidentId = opened.IncidentId, Signal = opened.Signal },
        TaskAttached task => Attach(state, task),
        TaskDetached left => Detach(state, left),
        SteeringMoved moved => state with { SteeredBy = moved.TaskId },
        DriverStarted driver => state with { Epoch = driver.Epoch },
        Narrated told => state with { Narration = state.Narration.Add(told.Text), Told = state.Told.Add(told.Key) },
        EvidenceFound found => state with
        {
            Evidence = state.Evidence.SetItems(found.Items.Select(item => KeyValuePair.Create(item.Id, item))),
        },
        Diagnosed diagnosed => state with { Examination = diagnosed.Result, Stale = false },
        ChoicesOffered offered => state with
        {
            Options = offered.Options,
            Plans = state.Plans.SetItems(offered.Plans.Select(plan => KeyValuePair.Create(plan.Hash, plan))),
            Phase = IncidentState.AwaitingChoice,
            Stale = false,
            ChosenOption = null,
            Execution = null,
        },
        OptionChosen chosen => state with
        {
            ChosenOption = chosen.OptionId,
            Phase = chosen.PlanHash is null ? state.Phase : IncidentState.Executing,
            Execution = chosen.PlanHash is null ? null : new(chosen.PlanHash) { ChosenBy = chosen.By },
        },
        PlanDecided { Decision: PlanDecision.Edit } edit => PlanEdits.Apply(state, edit),
        ChosenAlone alone => Apply(state, alone.Offer, at) with
        {
            ChosenOption = alone.OptionId,
            Phase = IncidentState.Executing,
            Execution =
                new(alone.PlanHash) { ChosenBy = alone.By, Own = new(alone.Confidence, alone.Risk), ApprovedAt = at },
            OwnChoices = state.OwnChoices + 1,
        },
        SessionEnded ended => state with { Outcome = ended.Outcome, Phase = PhaseOf(ended.Outcome) },
        QuestionAnswered asked => state with
        {
            Tasks = state.Tasks.Add(
                asked.TaskId, new(asked.TaskId, asked.ContextId, asked.Caller, Joined: false, Detached: false)),
            Outcome = SessionOutcome.Answered,
            Phase = PhaseOf(SessionOutcome.Answered),
        },
        GrantTaken { PlanHash: var hash, Grant: var grant } => state with
        {
            Grants = state.Grants.SetItem(hash, grant),
            Execution = state.Execution is { } held ? held with { Grant = grant } : null,
        },
        GrantReturned { PlanHash: var hash } => state with
        {
            Grants = state.Grants.Remove(hash),
            Execution = state.Execution is { } held && held.PlanHash == hash
                ? held with { Grant = null }
                : state.Execution,
        },
        _ when state.Execution is { } execution => Execute(state, execution, fact, at),
        _ => state,
    };

    private static SessionState Attach(SessionState state, TaskAttached task) => state with
    {
        Tasks = state.Tasks.SetItem(
            task.TaskId, new(task.TaskId, task.ContextId, task.Caller, task.Joined, Detached: false)),
        SteeredBy = task.Steers ? task.TaskId : state.SteeredBy,
    };

    private static SessionState Detach(SessionState state, TaskDetached left) =>
        state.Tasks.TryGetValue(left.TaskId, out var task)
            ? state with
            {
                Tasks = state.Tasks.SetItem(left.TaskId, task with { Detached = true }),
                SteeredBy = state.SteeredBy == left.TaskId ? null : state.SteeredBy,
            }
            : state;

    private static SessionState Execute(
        SessionState state, Execution execution, SessionEvent fact, DateTimeOffset at) => fact switch
        {
            ApprovalRequested asked => state with
            {
                Phase = IncidentState.AwaitingApproval,
                Execution = execution with { ApprovalExpires = asked.ExpiresAt },
            },
            PlanDecided { Decision: PlanDecision.Approve or PlanDecision.Override } decided => state with
            {
                Phase = IncidentState.Executing,
                Execution = execution with
                {
                    Decided = true,
                    Approvers = execution.Approvers.Add(decided.By),
                    Judgement = null,
                    ApprovalExpires = null,
                    ApprovedAt = at,
                },
            },
            // The options were made for a world that is gone, or one of their plans has had its one decision: made
            // again.
            PlanDecided or PlanWentStale => BackToChoice(state) with
            {
                Phase = IncidentState.Investigating,
                Options = null,
                Stale = fact is PlanWentStale,
            },
            GateJudged { Effect: Effect.Deny } => BackToChoice(state),
            GateJudged judged =>
                state with { Execution = execution with { Judgement = judged.Effect, Level = judged.Level } },
            WatchStarted watch => state with
            {
                Phase = IncidentState.Watching,
                Execution = execution with { WatchFrom = watch.From, WatchUntil = watch.Until },
            },
            HealthMeasured health => state with { Execution = execution with { Before = health.Workloads } },
            EffectMeasured measured =>
                state with { Execution = execution with { Score = measured.Effectiveness.Score } },
            Verified verified => state with
            {
                Execution = execution with { Ok = verified.Ok, Failure = verified.Ok ? null : verified.Text },
            },
            PlanStopped => state with { Execution = execution with { Stopped = true } },
            UndoStarted undo => state with
            {
                Phase = IncidentState.Executing,
                Execution = execution with { Undoing = true, Failure = undo.Why },
            },
            _ => state with { Execution = Step(execution, fact) },
        };

    private static Execution Step(Execution execution, SessionEvent fact) => fact switch
    {
        StepIntended step => execution with
        {
            // Intended again after a crash: the same run, a new deadline.
            Steps = execution.Steps is [.., { Stage: StepStage.Intended } last] && last.Step == step.Step &&
                last.Undo == step.Undo
                ? execution.Steps.SetItem(execution.Steps.Count - 1, last with { Deadline = step.Deadline })
                : execution.Steps.Add(new(step.Step, step.Undo, StepStage.Intended, step.Deadline)),
        },
        StepWritten => Newest(execution, run => run with { Stage = StepStage.Written }),
        Progressed progress => Newest(execution, run => run with { Ready = progress.Done }),
        StepCompleted => Newest(execution, run => run with { Stage = StepStage.Completed }),
        StepFailed failed => Newest(
            execution with { Failure = failed.Why },
            run => run with { Stage = failed.OutcomeUnknown ? StepStage.Unclear : StepStage.Failed }),
        _ => execution,
    };

    private static Execution Newest(Execution execution, Func<StepRun, StepRun> change) =>
        execution.Steps is [.., var last]
            ? execution with { Steps = execution.Steps.SetItem(execution.Steps.Count - 1, change(last)) }
            : execution;

    private static SessionState BackToChoice(SessionState state) =>
        state with { Phase = IncidentState.AwaitingChoice, ChosenOption = null, Execution = null };

    private static IncidentState PhaseOf(SessionOutcome outcome) => outcome switch
    {
        SessionOutcome.Resolved => IncidentState.Resolved,
        SessionOutcome.RolledBack => IncidentState.RolledBack,
        SessionOutcome.Escalated or SessionOutcome.Unknown or SessionOutcome.HandedOver => IncidentState.Escalated,
        _ => IncidentState.Closed,
    };
}
