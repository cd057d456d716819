using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kaos.Contracts.Incidents;

namespace Kaos.Contracts.Sessions;

/// <summary>What a session can be asked to do. Each may be refused.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(OpenSession), "open-session")]
[JsonDerivedType(typeof(AttachTask), "attach-task")]
[JsonDerivedType(typeof(DetachTask), "detach-task")]
[JsonDerivedType(typeof(SendText), "send-text")]
[JsonDerivedType(typeof(ChooseOption), "choose-option")]
[JsonDerivedType(typeof(DecidePlan), "decide-plan")]
[JsonDerivedType(typeof(CancelSession), "cancel-session")]
[JsonDerivedType(typeof(ExpireApproval), "expire-approval")]
[JsonDerivedType(typeof(RemindOfApproval), "remind-of-approval")]
[JsonDerivedType(typeof(StartDriver), "start-driver")]
[JsonDerivedType(typeof(MergeSession), "merge-session")]
[JsonDerivedType(typeof(Report), "report")]
[JsonDerivedType(typeof(AnswerQuestion), "answer-question")]
public abstract record SessionCommand;

public sealed record OpenSession(string IncidentId, Signal Signal) : SessionCommand;

/// <param name="Joined">The session was not opened for this caller.</param>
public sealed record AttachTask(
    string TaskId, string ContextId, string MessageId, string Text, bool Joined) : SessionCommand;

public sealed record DetachTask(string TaskId, string Reason) : SessionCommand;

public sealed record SendText(string TaskId, string MessageId, string Text, JsonElement? Data = null) : SessionCommand;

/// <param name="TaskId">Null when the choice comes over REST, without a task.</param>
public sealed record ChooseOption(string OptionId, string? TaskId) : SessionCommand;

/// <param name="With">Of an edit: the parameters that are to be otherwise, with their new values.</param>
public sealed record DecidePlan(
    string PlanHash, PlanDecision Decision, string? Reason, string? TaskId,
    ImmutableSortedDictionary<string, string>? With = null)
    : SessionCommand;

/// <summary>Stops the session; what is written stays written.</summary>
public sealed record CancelSession(string Reason) : SessionCommand;

/// <summary>A deadline has passed.</summary>
public sealed record ExpireApproval(string PlanHash) : SessionCommand;

/// <summary>An approval that waits is about to expire.</summary>
public sealed record RemindOfApproval(string PlanHash) : SessionCommand;

public sealed record StartDriver(long Epoch) : SessionCommand;

/// <summary>Another session works on the same trouble; refused once a step of a plan was intended here.</summary>
public sealed record MergeSession(string Survivor, string SurvivorSession) : SessionCommand;

/// <summary>Makes this session a question and its answer, and nothing else.</summary>
public sealed record AnswerQuestion(
    string TaskId, string ContextId, string Tenant, string MessageId, string Question, string Answer,
    JsonElement? Data = null)
    : SessionCommand;

/// <summary>
/// What a driver found or did; refused with <see cref="ProblemCode.Fenced"/> when its epoch is not the newest.
/// </summary>
public sealed record Report(long Epoch, ImmutableArray<SessionEvent> Facts) : SessionCommand;
