using System.Text.Json;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Sessions;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Desk;

/// <summary>
/// What every edge (A2A, REST, MCP, command line) calls: the same verbs, the same checks, the same answers. A caller
/// sees only its tenants; what it may not see does not exist for it.
/// </summary>
public interface IDesk
{
    /// <summary>A structured signal. Returns when it is durable and belongs to an incident.</summary>
    Task<Result<Reception>> ReceiveAsync(Signal signal, Principal caller, CancellationToken cancellationToken);

    /// <summary>That a trouble stands or is over. Opens and closes nothing.</summary>
    Task<Result<long>> NoteAsync(TroubleNote note, Principal caller, CancellationToken cancellationToken);

    /// <summary>
    /// A sentence, a follow-up, a choice or a decision. The same caller, conversation, message id and content rejoin
    /// their first effect, also after a restart.
    /// </summary>
    Task<Result<Reply>> SayAsync(Saying saying, Principal caller, CancellationToken cancellationToken);

    Task<Result<long>> ChooseAsync(
        string sessionId, string optionId, string commandId, Principal caller, CancellationToken cancellationToken);

    /// <summary>
    /// Approves, rejects, edits or overrides one plan; each is decided once, and an edit makes a new one.
    /// </summary>
    Task<Result<long>> DecideAsync(
        DecidePlan decide, string commandId, Principal caller, CancellationToken cancellationToken);

    /// <summary>Stops the session where the caller owns it or is an operator.</summary>
    Task<Result<long>> CancelAsync(
        string sessionId, string reason, string commandId, Principal caller, CancellationToken cancellationToken);

    /// <summary>Detaches the caller's task; the session stops only if the caller owns it or is an operator.</summary>
    Task<Result<long>> CancelTaskAsync(
        string taskId, string commandId, Principal caller, CancellationToken cancellationToken);

    Task<Result<SessionView>> SessionAsync(string sessionId, Principal caller, CancellationToken cancellationToken);

    /// <summary>The caller's own task.</summary>
    Task<Result<TaskView>> TaskAsync(string taskId, Principal caller, CancellationToken cancellationToken);

    Task<Result<Page<TaskView>>> TasksAsync(TaskFilter filter, Principal caller, CancellationToken cancellationToken);

    Task<Result<IncidentView>> IncidentAsync(string incidentId, Principal caller, CancellationToken cancellationToken);

    Task<Result<Page<IncidentView>>> IncidentsAsync(
        IncidentFilter filter, Principal caller, CancellationToken cancellationToken);

    Task<Result<Page<ApprovalView>>> ApprovalsAsync(
        string? pageToken, int pageSize, Principal caller, CancellationToken cancellationToken);

    /// <summary>How a cluster or a namespace is, with its incidents from the log; nothing is opened for it.</summary>
    /// <param name="cluster">Null: the first that is watched.</param>
    /// <param name="namespace">Null: all of it, which takes the right to see every tenant.</param>
    Task<Result<HealthReport>> HealthAsync(
        string? cluster, string? @namespace, Principal caller, CancellationToken cancellationToken);

    /// <summary>The session's events from <paramref name="fromSeq"/> on as they stand.</summary>
    IAsyncEnumerable<NumberedEvent> EventsAsync(string sessionId, long fromSeq, CancellationToken cancellationToken);

    /// <summary>
    /// <see cref="EventsAsync"/>, then live, without a gap; ends with the session. Check visibility with
    /// <see cref="SessionAsync"/> first.
    /// </summary>
    IAsyncEnumerable<NumberedEvent> TailAsync(string sessionId, long fromSeq, CancellationToken cancellationToken);
}

/// <summary>Either a value or a problem.</summary>
public readonly record struct Result<T>(T? Value, Problem? Problem)
{
    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Problem problem) => new(default, problem);
}

public sealed record Page<T>(IReadOnlyList<T> Items, string? NextPageToken, long Total);

public sealed record Reception(string IncidentId, string SessionId, Assignment How);

/// <param name="MessageId">The caller's id of the message; part of what makes a retry recognisable.</param>
/// <param name="ContextId">The conversation; null starts one.</param>
/// <param name="TaskId">Null starts a task (or gets a plain reply).</param>
/// <param name="SessionId">What is said is about this session, also without a task in it; null leaves that to the
/// words.</param>
/// <param name="AsTask">A finished answer is kept as a task that is completed, so that it can be read again.</param>
public sealed record Saying(
    string MessageId, string? ContextId, string? TaskId, string Text, JsonElement? Data = null,
    string? SessionId = null,
    bool AsTask = false);

/// <summary>What came of a saying.</summary>
public abstract record Reply(string ContextId)
{
    /// <summary>A finished answer; nothing was started.</summary>
    /// <param name="Data">The same answer for a machine; null when there is no more to it than the text.</param>
    public sealed record Text(string ContextId, string Body, JsonElement? Data = null) : Reply(ContextId);

    /// <summary>A task, new or continued; follow it by its session's events.</summary>
    /// <param name="Version">The session's version when the saying had taken effect.</param>
    /// <param name="Whole">All events of the session, when the saying made them and no one has to read them; null
    /// otherwise.</param>
    public sealed record Task(
        string ContextId, string TaskId, string SessionId, long Version,
        IReadOnlyList<NumberedEvent>? Whole = null) : Reply(ContextId);
}

/// <param name="Since">Only tasks to which something happened at or after.</param>
/// <param name="Tenant">Only tasks about objects of this tenant; null for all.</param>
public sealed record TaskFilter(
    string? ContextId, TaskStanding? Standing, DateTimeOffset? Since, int PageSize, string? PageToken,
    string? Tenant = null);

public sealed record IncidentFilter(
    IReadOnlyList<IncidentState>? States, string? Namespace, string? Class, int PageSize, string? PageToken);

public sealed record NumberedEvent(long Seq, DateTimeOffset At, SessionEvent Event);
