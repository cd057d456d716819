using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;

namespace Kaos.Contracts.Sessions;

/// <summary>
/// What happened in a session: facts in the past tense. Everything that anybody is told about a session is a view of
/// these.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(SessionOpened), "session-opened")]
[JsonDerivedType(typeof(TaskAttached), "task-attached")]
[JsonDerivedType(typeof(TaskDetached), "task-detached")]
[JsonDerivedType(typeof(MessageReceived), "message-received")]
[JsonDerivedType(typeof(Answered), "answered")]
[JsonDerivedType(typeof(DriverStarted), "driver-started")]
[JsonDerivedType(typeof(Narrated), "narrated")]
[JsonDerivedType(typeof(EvidenceFound), "evidence-found")]
[JsonDerivedType(typeof(Diagnosed), "diagnosed")]
[JsonDerivedType(typeof(ChoicesOffered), "choices-offered")]
[JsonDerivedType(typeof(OptionChosen), "option-chosen")]
[JsonDerivedType(typeof(ChosenAlone), "chosen-alone")]
[JsonDerivedType(typeof(ApprovalRequested), "approval-requested")]
[JsonDerivedType(typeof(ApprovalReminded), "approval-reminded")]
[JsonDerivedType(typeof(PlanDecided), "plan-decided")]
[JsonDerivedType(typeof(GateJudged), "gate-judged")]
[JsonDerivedType(typeof(PlanWentStale), "plan-went-stale")]
[JsonDerivedType(typeof(GrantTaken), "grant-taken")]
[JsonDerivedType(typeof(GrantReturned), "grant-returned")]
[JsonDerivedType(typeof(HealthMeasured), "health-measured")]
[JsonDerivedType(typeof(StepIntended), "step-intended")]
[JsonDerivedType(typeof(StepWritten), "step-written")]
[JsonDerivedType(typeof(StepFailed), "step-failed")]
[JsonDerivedType(typeof(PlanStopped), "plan-stopped")]
[JsonDerivedType(typeof(Progressed), "progressed")]
[JsonDerivedType(typeof(StepCompleted), "step-completed")]
[JsonDerivedType(typeof(WatchStarted), "watch-started")]
[JsonDerivedType(typeof(Verified), "verified")]
[JsonDerivedType(typeof(EffectMeasured), "effect-measured")]
[JsonDerivedType(typeof(UndoStarted), "undo-started")]
[JsonDerivedType(typeof(SteeringMoved), "steering-moved")]
[JsonDerivedType(typeof(SessionMerged), "session-merged")]
[JsonDerivedType(typeof(RepairedByHand), "repaired-by-hand")]
[JsonDerivedType(typeof(SessionEnded), "session-ended")]
[JsonDerivedType(typeof(QuestionAnswered), "question-answered")]
public abstract record SessionEvent;

/// <summary>An investigation began, for this incident and because of this signal.</summary>
public sealed record SessionOpened(string IncidentId, Signal Signal, string? ClassHint = null) : SessionEvent;

/// <summary>A caller engaged with the session: one A2A task, or one REST or command-line conversation.</summary>
/// <param name="Joined">The session was running already when the caller asked; it was not opened for it.</param>
public sealed record TaskAttached(
    string TaskId, string ContextId, Principal Caller, string MessageId, string Text, bool Joined,
    bool Steers) : SessionEvent;

/// <summary>A caller left; the session goes on unless the caller owned it.</summary>
public sealed record TaskDetached(string TaskId, string Reason) : SessionEvent;

/// <summary>A caller said something more.</summary>
public sealed record MessageReceived(
    string TaskId, Principal Caller, string MessageId, string Text, JsonElement? Data = null) : SessionEvent;

/// <summary>KAOS answered a question, without changing where things stand.</summary>
public sealed record Answered(string? TaskId, string Text) : SessionEvent;

/// <summary>A driver took over the long work; drivers with a lower epoch can append no more.</summary>
public sealed record DriverStarted(long Epoch) : SessionEvent;

/// <summary>A piece of what KAOS tells whoever watches; the pieces joined are the whole text.</summary>
/// <param name="Key">What the piece is about; a piece with a key that was told already is not told again after a
/// crash.</param>
public sealed record Narrated(string Text, string Key) : SessionEvent;

public sealed record EvidenceFound(ImmutableArray<Evidence> Items) : SessionEvent;

/// <summary>The examination ended. No findings: unknown, and what was looked at is in the evidence.</summary>
public sealed record Diagnosed(Examination Result) : SessionEvent;

/// <summary>Ways to go on were offered, with the exact plan of each.</summary>
public sealed record ChoicesOffered(
    string Summary, ImmutableArray<WorkflowOption> Options, ImmutableArray<Plan> Plans) : SessionEvent;

public sealed record OptionChosen(string OptionId, string? PlanHash, Principal By, string? TaskId) : SessionEvent;

/// <summary>
/// Ways to go on were found, and KAOS took one by itself, as a class at level Act allows: nobody was asked. A person
/// reviews it afterwards.
/// </summary>
/// <param name="By">KAOS itself.</param>
/// <param name="Level">At which the class stood.</param>
/// <param name="Confidence">Of the option, 0 to 1.</param>
/// <param name="Evidence">Ids of what the diagnosis cites.</param>
/// <param name="PolicyDigest">SHA-256 in hex of the policy that the plan was made under.</param>
/// <param name="Why">What allowed it, in words.</param>
public sealed record ChosenAlone(
    ChoicesOffered Offer, string OptionId, string PlanHash, Principal By, Maturity Level, double Confidence, Risk Risk,
    ImmutableArray<string> Evidence, string? PolicyDigest, string Why) : SessionEvent;

/// <summary>A plan waits for somebody who may approve it.</summary>
public sealed record ApprovalRequested(
    string PlanHash, string ReviewType, DateTimeOffset ExpiresAt, string Why) : SessionEvent;

/// <summary>The approval still waits and is about to expire; once for each that was asked for.</summary>
public sealed record ApprovalReminded(string PlanHash, DateTimeOffset ExpiresAt) : SessionEvent;

/// <summary>One decision per plan. Choosing an option, by somebody who may approve, is a decision.</summary>
/// <param name="With">Of an edit: the parameters with which a new plan is made; the plan that was edited is never
/// carried out.</param>
public sealed record PlanDecided(
    string PlanHash, PlanDecision Decision, Principal By, string? Reason, string? TaskId = null,
    ImmutableSortedDictionary<string, string>? With = null) : SessionEvent;

[JsonConverter(typeof(KebabCase<PlanDecision>))]
public enum PlanDecision
{
    Approve,
    Reject,
    Edit,
    Override,
    Expire,
}

/// <summary>The gate judged a plan; every rule that ran is listed.</summary>
public sealed record GateJudged(
    string PlanHash, Effect Effect, Maturity Level, ImmutableArray<Verdict> Verdicts) : SessionEvent;

/// <summary>The plan did not fit the world any more; nothing was written with it.</summary>
public sealed record PlanWentStale(string PlanHash, string Why) : SessionEvent;

/// <summary>
/// A permission for exactly this plan's writes was taken; <c>own-rights</c> where no broker is installed.
/// </summary>
/// <param name="Until">Process time, as the record's own.</param>
public sealed record GrantTaken(string PlanHash, string Grant, DateTimeOffset Until) : SessionEvent;

public sealed record GrantReturned(string PlanHash, string Grant) : SessionEvent;

/// <summary>
/// How the workloads of a plan stood right before its first write: what gets worse than this is undone.
/// </summary>
public sealed record HealthMeasured(string PlanHash, ImmutableArray<WorkloadHealth> Workloads) : SessionEvent;

/// <summary>
/// Recorded before the write leaves the process. A new driver waits out the deadline, then looks at the world.
/// </summary>
/// <param name="Undo">The inverse of the step is written instead of the step.</param>
public sealed record StepIntended(
    string PlanHash, int Step, bool Undo, long Epoch, DateTimeOffset Deadline) : SessionEvent;

public sealed record StepWritten(
    string PlanHash, int Step, bool Undo, string Outcome, string? ResourceVersion) : SessionEvent;

public sealed record StepFailed(string PlanHash, int Step, bool Undo, string Why, bool OutcomeUnknown) : SessionEvent;

/// <summary>
/// The kill switch, or a level that has fallen, ended a plan under way. It says nothing of how good the plan is, so its
/// class hears nothing of it.
/// </summary>
public sealed record PlanStopped(string PlanHash, string Why) : SessionEvent;

/// <summary>Something countable moved: replicas ready.</summary>
public sealed record Progressed(string PlanHash, int Step, bool Undo, int Done, int Of, string Text) : SessionEvent;

public sealed record StepCompleted(string PlanHash, int Step, bool Undo) : SessionEvent;

/// <param name="Until">Cluster time.</param>
public sealed record WatchStarted(string PlanHash, DateTimeOffset From, DateTimeOffset Until) : SessionEvent;

public sealed record Verified(string PlanHash, bool Ok, ImmutableArray<Evidence> Evidence, string Text) : SessionEvent;

/// <summary>
/// How well the plan worked, once its watch window was over; what its class and the ranking of workflows count.
/// </summary>
public sealed record EffectMeasured(string PlanHash, Effectiveness Effectiveness) : SessionEvent;

/// <summary>What was done is being undone, and why.</summary>
public sealed record UndoStarted(string PlanHash, string Why) : SessionEvent;

/// <summary>Another caller steers now.</summary>
public sealed record SteeringMoved(string TaskId) : SessionEvent;

/// <summary>The trouble turned out to be another incident's; its session goes on.</summary>
public sealed record SessionMerged(string Survivor, string SurvivorSession) : SessionEvent;

/// <summary>Somebody mended it while KAOS only proposed; KAOS wrote nothing.</summary>
/// <param name="PlanHash">The plan that was carried out by hand; null: it was mended in another way.</param>
/// <param name="By">The field manager that wrote; null when it cannot be told.</param>
/// <param name="At">Cluster time.</param>
public sealed record RepairedByHand(string? PlanHash, string? By, DateTimeOffset At, string Text) : SessionEvent;

/// <summary>The session is over.</summary>
/// <param name="ReopenUntil">Cluster time until which the same trouble reopens this incident; null: it opens
/// another.</param>
public sealed record SessionEnded(
    SessionOutcome Outcome, string Text, DateTimeOffset? ReopenUntil = null) : SessionEvent;

/// <summary>
/// A question was asked and answered in one turn, as a task of its own. Nothing is investigated: this is the first and
/// last event of its session.
/// </summary>
/// <param name="Tenant">The tenant that the caller named; empty when it named none.</param>
/// <param name="Data">The same answer for a machine; null when there is no more to it than the text.</param>
public sealed record QuestionAnswered(
    string TaskId, string ContextId, Principal Caller, string Tenant, string MessageId, string Question, string Answer,
    JsonElement? Data = null) : SessionEvent;

[JsonConverter(typeof(KebabCase<SessionOutcome>))]
public enum SessionOutcome
{
    Resolved,
    RolledBack,
    Escalated,
    Declined,
    Cancelled,
    Unknown,

    /// <summary>Another session works on the same trouble.</summary>
    Merged,

    /// <summary>A question was answered; there was nothing else to do.</summary>
    Answered,

    /// <summary>
    /// A branch waits in the object's repository; the cluster is as it was until people have merged it.
    /// </summary>
    HandedOver,
}
