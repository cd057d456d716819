using Kaos.Agent.Grains.Engine;
using Kaos.Contracts;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Sessions;
using Verdict = Kaos.Agent.Grains.Engine.Decision<Kaos.Contracts.Sessions.SessionEvent>;

namespace Kaos.Agent.Grains.Sessions;

/// <summary>state + command -> events, or a refusal: what callers may ask of a session.</summary>
internal static class SessionDecisions
{
    public static Verdict Decide(SessionState state, SessionCommand command, Turn turn) => command switch
    {
        OpenSession open =>
            state.Opened ? Verdict.Nothing() : Verdict.Record(new SessionOpened(open.IncidentId, open.Signal)),
        AnswerQuestion answer when state is { Opened: false, Over: false } => Verdict.Record(new QuestionAnswered(
            answer.TaskId, answer.ContextId, turn.Actor, answer.Tenant, answer.MessageId, answer.Question,
            answer.Answer, answer.Data)),
        _ when state is { Opened: false, Over: false } =>
            Refuse(ProblemCode.NotFound, $"There is no session '{state.Id}'."),
        // The desk has looked already; whoever comes another way hears the same.
        _ when state.Signal is { Tenant: var tenant } && !turn.Actor.MaySee(tenant) =>
            Refuse(ProblemCode.NotFound, $"There is no session '{state.Id}'."),
        AttachTask attach when state.Tasks.ContainsKey(attach.TaskId) => Verdict.Nothing(attach.TaskId),
        _ when state.Over && command is not Report && !(command is StartDriver && !state.Grants.IsEmpty) => Refuse(
            ProblemCode.Conflict, $"Session '{state.Id}' is over ({state.Outcome}).",
            "Send a new message in the same conversation."),
        AttachTask attach => Attach(state, attach, turn),
        DetachTask detach => Detach(state, detach, turn),
        SendText text => Say(state, text, turn),
        ChooseOption choose => Choose(state, choose.OptionId, choose.TaskId, turn),
        DecidePlan decide => DecideOn(state, decide, turn),
        MergeSession merge => state.Execution is { Steps.IsEmpty: false }
            ? Refuse(ProblemCode.Conflict, "A plan is being carried out here; it is not stopped.")
            : Verdict.Record(
                new SessionMerged(merge.Survivor, merge.SurvivorSession),
                new SessionEnded(
                    SessionOutcome.Merged,
                    $"This is the same trouble as {merge.Survivor}; session {merge.SurvivorSession} goes on with it.")),
        CancelSession cancel => Cancel(state, cancel.Reason, turn),
        ExpireApproval expire => Expire(state, expire, turn),
        RemindOfApproval remind => Remind(state, remind, turn),
        StartDriver driver => driver.Epoch > state.Epoch
            ? Verdict.Record(new DriverStarted(driver.Epoch))
            : Refuse(ProblemCode.Fenced, $"Driver {driver.Epoch} is not newer than driver {state.Epoch}."),
        Report report => ReportRules.Decide(state, report),
        _ => throw new InvalidOperationException($"A session does not know the command '{command.GetType().Name}'."),
    };

    private static Verdict Attach(SessionState state, AttachTask attach, Turn turn)
    {
        var steerer = state.SteeredBy is { } task ? state.Tasks.GetValueOrDefault(task)?.Caller : null;
        var steers = steerer is null || Same(steerer, turn.Actor);

        return new(
            [
                new TaskAttached(
                    attach.TaskId, attach.ContextId, turn.Actor, attach.MessageId, attach.Text, attach.Joined, steers),
            ],
            null,
            attach.TaskId);
    }

    private static Verdict Detach(SessionState state, DetachTask detach, Turn turn)
    {
        if (state.Tasks.GetValueOrDefault(detach.TaskId) is not { Detached: false } task ||
            !Same(task.Caller, turn.Actor))
        {
            return Refuse(ProblemCode.NotFound, $"There is no open task '{detach.TaskId}'.");
        }

        var left = new TaskDetached(detach.TaskId, detach.Reason);
        var owns = state.Tasks.Values.All(other => other.TaskId == detach.TaskId || other.Detached) && !task.Joined;

        return owns || turn.Actor.Has(Role.Operator) && state.SteeredBy == detach.TaskId && !task.Joined
            ? Verdict.Record(left, Ending(state, $"Stopped by {turn.Actor.Name}: {detach.Reason}"))
            : Verdict.Record(left);
    }

    private static Verdict Say(SessionState state, SendText said, Turn turn)
    {
        if (!state.Tasks.TryGetValue(said.TaskId, out var task) || !Same(task.Caller, turn.Actor))
        {
            return Refuse(ProblemCode.NotFound, $"There is no task '{said.TaskId}'.");
        }

        if (task.Detached)
        {
            return Refuse(
                ProblemCode.Conflict, $"Task '{said.TaskId}' was canceled.",
                "Send a new message in the same conversation.");
        }

        var received = new MessageReceived(said.TaskId, turn.Actor, said.MessageId, said.Text, said.Data);
        var meant = Steering.Interpret(state, said.Text, said.Data);
        var decision = meant switch
        {
            Meaning.Choice(var option) => Choose(state, option, said.TaskId, turn),
            Meaning.Decision(var hash, var what, var reason) decided =>
                DecideOn(state, new(hash, what, reason, said.TaskId, decided.With), turn),
            Meaning.TakeOver =>
                Verdict.Record(new SteeringMoved(said.TaskId), new Answered(said.TaskId, "You are steering now.")),
            Meaning.Malformed(var why) =>
                Refuse(ProblemCode.Invalid, why, "See docs/a2a.md for the data parts that KAOS reads."),
            _ => Verdict.Record(new Answered(said.TaskId, Conversation.Answer(state, said.Text, turn.Now))),
        };

        // Words that cannot be followed get an answer, and things stay as they are; data that cannot be followed is an
        // error.
        return decision.Refusal is { } refusal
            ? said.Data is null && refusal.Code != ProblemCode.Forbidden
                ? Verdict.Record(
                    received,
                    new Answered(said.TaskId, refusal.Next is { } next ? $"{refusal.Message} {next}" : refusal.Message))
                : decision
            : decision with { Facts = [received, .. decision.Facts] };
    }

    private static Verdict Choose(
        SessionState state, string optionId, string? taskId, Turn turn, string? overridden = null)
    {
        if (state.Phase != IncidentState.AwaitingChoice || state.Options is not { } options)
        {
            return state.ChosenOption is { } chosen
                ? Refuse(ProblemCode.Conflict, $"'{chosen}' was chosen already.", "Follow the session, or cancel it.")
                : Refuse(ProblemCode.Conflict, "There is nothing to choose yet.", "Wait until options are offered.");
        }

        if (options.FirstOrDefault(option => option.Id == optionId) is not { } option)
        {
            return Refuse(
                ProblemCode.NotFound, $"There is no option '{optionId}'.",
                $"Choose one of: {string.Join(", ", options.Select(known => known.Id))}.");
        }

        if (MayNotSteer(state, taskId, turn) is { } no)
        {
            return Verdict.Refuse(no);
        }

        var picked = new OptionChosen(option.Id, option.PlanHash, turn.Actor, taskId);

        return option switch
        {
            { PlanHash: { } hash } when MayApprove(turn.Actor) =>
                Verdict.Record(picked, new PlanDecided(
                    hash, overridden is null ? PlanDecision.Approve : PlanDecision.Override, turn.Actor,
                    overridden ?? "chosen", taskId)),
            { PlanHash: not null } => Verdict.Record(picked),
            { WorkflowId: FixedOptions.HandOver } => Verdict.Record(
                picked, new SessionEnded(SessionOutcome.Escalated, "Handed over to a person; KAOS changes nothing.")),
            _ => Verdict.Record(picked, new SessionEnded(SessionOutcome.Declined, "Nothing was changed, as chosen.")),
        };
    }

    private static Verdict DecideOn(SessionState state, DecidePlan decide, Turn turn)
    {
        if (!state.Plans.ContainsKey(decide.PlanHash))
        {
            return Refuse(ProblemCode.NotFound, $"There is no plan '{decide.PlanHash}' in this session.");
        }

        var offered = state.Phase == IncidentState.AwaitingChoice
            ? state.Options?.FirstOrDefault(option => option.PlanHash == decide.PlanHash)
            : null;
        if (offered is null &&
            (state.Phase != IncidentState.AwaitingApproval || state.Execution?.PlanHash != decide.PlanHash))
        {
            return Refuse(
                ProblemCode.Conflict, "This plan does not wait for a decision; each plan is decided once.",
                "Read the session's state.");
        }

        // The deadline wakes the session a little later, or much later when the machine has slept.
        if (offered is null && state.Execution?.ApprovalExpires <= turn.Now)
        {
            return Refuse(
                ProblemCode.Conflict, "The approval has expired unanswered; nothing was written.",
                "Send a new message to begin again.");
        }

        return decide.Decision switch
        {
            PlanDecision.Approve when offered is not null => Choose(state, offered.Id, decide.TaskId, turn),
            PlanDecision.Edit when offered is not null && MayNotSteer(state, decide.TaskId, turn) is { } no =>
                Verdict.Refuse(no),
            PlanDecision.Edit when offered is not null => Edit(state, decide, turn),
            _ when !MayApprove(turn.Actor) => Refuse(
                ProblemCode.Forbidden, "Only a person with the approver role decides on plans.",
                "Ask such a person; GET /v1/approvals lists what waits."),
            PlanDecision.Edit => Edit(state, decide, turn),
            PlanDecision.Override when string.IsNullOrWhiteSpace(decide.Reason) => Refuse(
                ProblemCode.Invalid, "An override needs a reason.", "Send the decision again with a reason."),
            PlanDecision.Override when offered is not null =>
                Choose(state, offered.Id, decide.TaskId, turn, decide.Reason),
            PlanDecision.Expire => Refuse(ProblemCode.Invalid, "'expire' is not a decision."),
            PlanDecision.Reject when offered is not null => Refuse(
                ProblemCode.Conflict, "Nobody has chosen this plan, so there is nothing to reject.",
                "Choose do-nothing, or another option."),
            PlanDecision.Reject => Verdict.Record(
                Decided(decide, turn),
                new Answered(decide.TaskId, "Rejected. I make the plans again; the options stay open.")),
            _ => Verdict.Record(Decided(decide, turn)),
        };
    }

    private static Verdict Edit(
        SessionState state, DecidePlan decide, Turn turn) => PlanEdits.Objection(state, decide) is { } no
        ? Verdict.Refuse(no)
        : Verdict.Record(
            Decided(decide, turn),
            new Answered(decide.TaskId, "I make a new plan with that. The one that you edited is not carried out."));

    private static Verdict Cancel(SessionState state, string reason, Turn turn) =>
        turn.Actor.Has(Role.Operator) || turn.Actor.Has(Role.Admin) || Steers(state, turn.Actor)
            ? Verdict.Record(Ending(state, $"Cancelled by {turn.Actor.Name}: {reason}"))
            : Refuse(
                ProblemCode.Forbidden, "Only who steers a session, or an operator, can cancel it.",
                "Detach your own task instead.");

    private static Verdict Expire(SessionState state, ExpireApproval expire, Turn turn) =>
        state.Phase == IncidentState.AwaitingApproval && state.Execution?.PlanHash == expire.PlanHash
            ? Verdict.Record(
                new PlanDecided(expire.PlanHash, PlanDecision.Expire, turn.Actor, "nobody decided in time"),
                new SessionEnded(
                    SessionOutcome.Escalated, "The approval expired unanswered; a person has to take over."))
            : Verdict.Nothing();

    private static Verdict Remind(SessionState state, RemindOfApproval remind, Turn turn) =>
        state is { Phase: IncidentState.AwaitingApproval, Execution: { ApprovalExpires: { } expires } waiting }
        && waiting.PlanHash == remind.PlanHash && turn.Now < expires
            ? Verdict.Record(new ApprovalReminded(remind.PlanHash, expires))
            : Verdict.Nothing();

    private static SessionEnded Ending(SessionState state, string text) => new(
        SessionOutcome.Cancelled,
        state.Execution is { Steps.IsEmpty: false } execution
            ? $"{text} What was written stays: {execution.Steps.Count(step => step.Stage is StepStage.Written or StepStage.Completed)} of {state.Plan?.Steps.Length ?? 0} steps."
            : text);

    private static PlanDecided Decided(DecidePlan decide, Turn turn) =>
        new(
            decide.PlanHash, decide.Decision, turn.Actor, decide.Reason, decide.TaskId,
            decide.Decision == PlanDecision.Edit ? decide.With : null);

    private static Problem? MayNotSteer(SessionState state, string? taskId, Turn turn)
    {
        var steering = taskId is not null && state.SteeredBy == taskId || Steers(state, turn.Actor);

        return steering || state.SteeredBy is null || MayApprove(turn.Actor)
            ? turn.Actor.Roles.Any(role => role is Role.Operator or Role.Approver or Role.Admin or Role.Agent)
                ? null
                : new(ProblemCode.Forbidden, "A viewer cannot choose.", "Ask an operator or an approver.")
            : new(ProblemCode.Forbidden, "Somebody else steers this session.", "Say \"take over\", or ask them.");
    }

    private static bool MayApprove(Principal actor) =>
        actor.Kind == PrincipalKind.Person && (actor.Has(Role.Approver) || actor.Has(Role.Admin));

    private static bool Steers(SessionState state, Principal actor) =>
        state.SteeredBy is { } task && state.Tasks.TryGetValue(task, out var steering) && Same(steering.Caller, actor);

    private static bool Same(Principal one, Principal other) => one.Kind == other.Kind && one.Name == other.Name;

    private static Verdict Refuse(ProblemCode code, string message, string? next = null) =>
        Verdict.Refuse(new(code, message, next));
}
