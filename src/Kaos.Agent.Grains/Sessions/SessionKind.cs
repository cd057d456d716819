using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kaos.Agent.Grains.Correlation;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Incidents;
using Kaos.Agent.Grains.Log;
using Kaos.Contracts;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Sessions;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Sessions;

/// <summary>
/// One investigation of one incident: callers steer it, a driver does its long work, its log is the truth.
/// </summary>
public sealed class SessionKind : IGrainKind<SessionState, SessionCommand, SessionEvent>
{
    public const string Name = "session";

    /// <summary>Row kinds of the read models.</summary>
    public const string TaskRow = "task";
    public const string ApprovalRow = "approval";

    /// <summary>One row per write on a cluster: what the brake counts.</summary>
    public const string WriteRow = "write";

    /// <summary>
    /// One row per session, so that a restart finds those that are not over or hold a permission still.
    /// </summary>
    public const string SessionRow = "session";
    public const string Open = "open";

    /// <summary>One row per grant, by plan: who, why, what, until.</summary>
    public const string GrantRow = "grant";
    public const string GrantTaken = "taken";

    private const string ApprovalDeadline = "approval";
    private const string ReminderDeadline = "reminder";

    // An approval that lives less than twice as long is asked for again after half of its life.
    private static readonly TimeSpan RemindBefore = TimeSpan.FromMinutes(5);

    public string Kind => Name;

    public JsonTypeInfo<SessionCommand> CommandJson => KaosJson.Default.SessionCommand;

    public EventCodec<SessionEvent> Events { get; } = Family.CodecOf(KaosJson.Default.SessionEvent, KaosJson.Default);

    public JsonTypeInfo<SessionState> StateJson => FoldJson.Default.SessionState;

    public static GrainId IdOf(string sessionId) => new(Name, sessionId);

    public SessionState Initial(string key) => new(key);

    public Decision<SessionEvent> Decide(SessionState state, SessionCommand command, Turn turn) =>
        SessionDecisions.Decide(state, command, turn);

    public SessionState Fold(SessionState state, SessionEvent fact, EventMeta meta) =>
        SessionFold.Apply(state, fact, meta.At);

    public SessionCommand? Wake(SessionState state, string deadline) =>
        state.Execution is not { } execution ? null
        : deadline == ReminderDeadline ? new RemindOfApproval(execution.PlanHash)
        : deadline == ApprovalDeadline ? new ExpireApproval(execution.PlanHash)
        : null;

    public Consequences React(SessionState after, IReadOnlyList<SessionEvent> facts, Turn turn) =>
        facts is [QuestionAnswered asked]
            ? Consequences.None with { Views = [RowOf(after, after.Tasks[asked.TaskId], asked.Tenant, turn.Now)] }
            : after.Signal is null
            ? Consequences.None
            : new(
                [.. facts.SelectMany(fact => MessagesFor(after, fact, turn.Now))],
                [.. DeadlinesFor(after, facts, turn.Now)],
                [.. SessionRows(after, facts, turn.Now), .. WriteRows(after, facts, turn.Now),
                    .. GrantRows.Of(after, facts, turn.Now), .. BlobNeedRows.Of(after, facts, turn.Now),
                    .. TaskRows(after, facts, turn.Now), .. ApprovalRows(after, facts, turn.Now)]);

    private static IEnumerable<Send> MessagesFor(SessionState after, SessionEvent fact, DateTimeOffset now)
    {
        var incident = IncidentKind.IdOf(after.IncidentId);
        switch (fact)
        {
            case Diagnosed { Result.Findings: [var finding, ..] }:
                yield return new(incident, new NoteDiagnosis(finding, finding.Summary));
                if (after.Signal?.Request is not null)
                {
                    // What somebody wants changed is no trouble that could be another's.
                    break;
                }

                yield return new(Correlator(after), new NoteCause(
                    after.IncidentId, [.. Prints(after, Roots(finding))],
                    [.. Prints(after, finding.Symptoms.Concat(Roots(finding)))], finding.FirstSeen));
                break;
            case Diagnosed:
                yield return new(incident, new NoteDiagnosis(null, Conversation.Cause(after)));
                break;
            case ChoicesOffered offered:
                yield return new(incident, new NoteChoices(offered.Options));
                break;
            case ChosenAlone alone:
                yield return new(incident, new NoteChoices(alone.Offer.Options));
                yield return new(Correlator(after), new NoteExecuting(after.IncidentId));
                break;
            case OptionChosen { PlanHash: not null }:
                yield return new(Correlator(after), new NoteExecuting(after.IncidentId));
                break;
            case SessionMerged merged:
                yield return new(incident, new NoteMerge(merged.Survivor));
                break;
            case SessionEnded ended:
                yield return new(
                    Correlator(after), new CloseIncident(after.IncidentId, ended.Outcome, ended.ReopenUntil, now));
                break;
        }

        foreach (var lesson in Lessons.Of(after, fact))
        {
            yield return lesson;
        }

        if (Moves(fact))
        {
            yield return new(incident, new NoteState(after.Phase, fact is SessionEnded end ? end.Text : ""));
        }
    }

    private static bool Moves(SessionEvent fact) => fact
        is ChoicesOffered or OptionChosen or ChosenAlone or ApprovalRequested or PlanDecided or GateJudged
            or PlanWentStale
        or WatchStarted or UndoStarted or SessionEnded;

    private static IEnumerable<ObjectRef> Roots(Finding finding) => [finding.RootCause, finding.EditTarget];

    private static IEnumerable<string> Prints(SessionState state, IEnumerable<ObjectRef> objects) => objects
        .Select(touched =>
            Fingerprint.Of(state.Signal?.Tenant ?? "", state.Signal?.Cluster ?? "", touched with { Container = null }))
        .Distinct();

    private static GrainId Correlator(SessionState state) =>
        CorrelatorKind.IdOf(state.Signal?.Tenant ?? "", state.Signal?.Cluster ?? "");

    private static IEnumerable<DeadlineSetting> DeadlinesFor(
        SessionState after, IReadOnlyList<SessionEvent> facts, DateTimeOffset now)
    {
        if (!facts.Any(fact => fact is ApprovalRequested or PlanDecided or SessionEnded))
        {
            return [];
        }

        var expires = after.Over ? null : after.Execution?.ApprovalExpires;
        var half = (expires - now) / 2;
        return [new(ApprovalDeadline, expires),
            new(ReminderDeadline, expires - (half < RemindBefore ? half : RemindBefore))];
    }

    private static IEnumerable<ViewRow> SessionRows(
        SessionState after, IReadOnlyList<SessionEvent> facts, DateTimeOffset now) =>
        facts.Any(fact => fact is SessionOpened or SessionEnded or GrantReturned)
            ? [new(SessionRow, after.Id, after.Signal?.Tenant ?? "", after.Over &&
                after.Grants.IsEmpty ? "over" : Open, after.IncidentId, "", now, "null"u8.ToArray())]
            : [];

    private static IEnumerable<ViewRow> WriteRows(
        SessionState after, IReadOnlyList<SessionEvent> facts, DateTimeOffset now)
    {
        foreach (var fact in facts)
        {
            var (hash, step, undo) = fact switch
            {
                StepWritten written => (written.PlanHash, written.Step, written.Undo),
                StepFailed { OutcomeUnknown: true } failed => (failed.PlanHash, failed.Step, failed.Undo),
                _ => ("", 0, false),
            };
            if (after.Plans.TryGetValue(hash, out var plan))
            {
                yield return new(
                    WriteRow, $"{hash}/{step}/{undo}", plan.Tenant, hash, plan.Cluster,
                    plan.Steps[step].Target.ToString(), now, "null"u8.ToArray());
            }
        }
    }

    // Lists are ordered by the newest status: a row moves when its task was told something, or stands otherwise than
    // before.
    private static IEnumerable<ViewRow> TaskRows(
        SessionState after, IReadOnlyList<SessionEvent> facts, DateTimeOffset now) =>
        after.Tasks.Values
            .Where(task =>
                facts.Any(fact =>
                    TaskOf(fact) is var id && (id is null ? !task.Detached && Tells(fact) : id == task.TaskId)))
            .Select(task => RowOf(after, task, after.Signal?.Tenant ?? "", now));

    /// <summary>The only task that an event is about; null: all of them.</summary>
    private static string? TaskOf(SessionEvent fact) => fact switch
    {
        TaskAttached attached => attached.TaskId,
        TaskDetached left => left.TaskId,
        MessageReceived message => message.TaskId,
        Answered answered => answered.TaskId,
        _ => null,
    };

    private static bool Tells(SessionEvent fact) => fact is not (
        DriverStarted or EvidenceFound or Diagnosed or Contracts.Sessions.GrantTaken or GrantReturned or HealthMeasured
            or StepIntended or StepWritten or StepCompleted
        or StepFailed or PlanStopped or SteeringMoved or Verified or EffectMeasured or ApprovalReminded);

    private static ViewRow RowOf(SessionState state, Engagement task, string tenant, DateTimeOffset now)
    {
        var view = new TaskView(
            task.TaskId, task.ContextId, state.Id, task.Caller.ToString(), state.Phase, state.Outcome, task.Detached,
            now,
            tenant);

        return new(
            TaskRow, task.TaskId, view.Caller, TaskStandings.Text(TaskStandings.Of(state, task.Detached)),
            task.ContextId,
            tenant, now, JsonSerializer.SerializeToUtf8Bytes(view, KaosJson.Default.TaskView));
    }

    private static IEnumerable<ViewRow> ApprovalRows(
        SessionState after, IReadOnlyList<SessionEvent> facts, DateTimeOffset now)
    {
        foreach (var fact in facts)
        {
            switch (fact is ChosenAlone alone ? alone.Offer : fact)
            {
                case ChoicesOffered offered:
                    foreach (var offer in offered.Plans)
                    {
                        yield return Row(offer.Hash, "offered", "null"u8.ToArray());
                    }

                    break;
                case ApprovalRequested asked when after.Plans.TryGetValue(asked.PlanHash, out var plan):
                    yield return Row(asked.PlanHash, "waiting", JsonSerializer.SerializeToUtf8Bytes(
                        new(
                            asked.PlanHash, after.Id, after.IncidentId, asked.ReviewType, asked.Why, asked.ExpiresAt,
                            plan),
                        KaosJson.Default.ApprovalView));
                    break;
                case PlanDecided decided:
                    yield return Row(decided.PlanHash, "decided", "null"u8.ToArray());
                    break;
            }
        }

        ViewRow Row(string hash, string state, byte[] json) =>
            new(ApprovalRow, hash, after.Signal?.Tenant ?? "", state, after.Id, "", now, json);
    }
}
