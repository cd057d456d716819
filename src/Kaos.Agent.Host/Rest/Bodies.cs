using System.Collections.Immutable;
using System.Text.Json;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Host.Rest;

/// <summary>Either a sentence, or a structured report with at least a subject.</summary>
/// <param name="Text">The sentence; beside a subject, what was said.</param>
/// <param name="ContextId">The conversation to go on with; only with a sentence.</param>
/// <param name="MessageId">Makes a retried sentence recognisable; the Idempotency-Key does the same.</param>
/// <param name="Cluster">Null: the cluster that KAOS works on.</param>
/// <param name="Symptom">One of the symptom codes; <c>other</c> when absent.</param>
/// <param name="At">When it began, in cluster time; now when absent.</param>
internal sealed record SignalRequest(
    string? Text = null,
    string? ContextId = null,
    string? MessageId = null,
    ObjectRef? Subject = null,
    string? Cluster = null,
    string? Symptom = null,
    Severity? Severity = null,
    DateTimeOffset? At = null,
    ImmutableSortedDictionary<string, string>? Labels = null);

/// <summary>A structured signal was taken: durable, and part of this incident.</summary>
internal sealed record SignalTaken(string IncidentId, string SessionId, Assignment How);

internal sealed record MessageRequest(string? Text = null, string? MessageId = null, JsonElement? Data = null);

internal sealed record ChoiceRequest(string? OptionId = null);

internal sealed record CancelRequest(string? Reason = null);

/// <param name="Decision"><c>approve</c>, <c>reject</c>, <c>edit</c> or <c>override</c>.</param>
/// <param name="Reason">An override needs one.</param>
/// <param name="Parameters">Of an edit: those of the option that are to be otherwise.</param>
internal sealed record DecisionRequest(
    PlanDecision? Decision = null, string? Reason = null, ImmutableSortedDictionary<string, string>? Parameters = null);

/// <summary>What came of something that was said: a text, or a task on a session.</summary>
internal sealed record SpokenReply
{
    public required string ContextId { get; init; }

    public string? Text { get; init; }

    public JsonElement? Data { get; init; }

    public string? TaskId { get; init; }

    public string? SessionId { get; init; }

    public long? Version { get; init; }
}

/// <param name="Version">The session's version after the command.</param>
internal sealed record SessionMoved(string SessionId, long Version);

/// <summary>A decision was taken.</summary>
/// <param name="Version">The version of the plan's session afterwards.</param>
internal sealed record PlanDecidedReply(string PlanHash, PlanDecision Decision, long Version);

/// <summary>An event of a session. Its number is also its id in the event stream.</summary>
internal sealed record EventItem(long Seq, DateTimeOffset At, SessionEvent Event);
