using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Kaos.Agent.Grains.Desk;
using Kaos.Contracts;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Sessions;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Host.Tests.Edges;

/// <summary>A desk with sessions of events that a test writes, and answers that a test sets.</summary>
internal sealed class FakeDesk : IDesk
{
    private readonly ConcurrentDictionary<string, FakeSession> sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskView> tasks = new(StringComparer.Ordinal);

    public ConcurrentQueue<(string Verb, object? What, Principal Caller, string? CommandId)> Calls { get; } = [];

    public ConcurrentQueue<TroubleNote> Troubles { get; } = [];

    public Func<Saying, Principal, Result<Reply>> OnSay { get; set; } = static (saying, _) =>
        new Reply.Text(saying.ContextId ?? "ctx-1", "hello");

    public Func<Signal, Result<Reception>> OnReceive { get; set; } = static _ =>
        new Reception("inc-1", "ses-1", Assignment.Opened);

    public Problem? Refusal { get; set; }

    public List<IncidentView> Incidents { get; } = [];

    public List<ApprovalView> Approvals { get; } = [];

    /// <summary>Tenants that no session is about.</summary>
    public HashSet<string> HiddenTenants { get; } = [];

    public Action<string>? OnCancelTask { get; set; }

    public FakeSession Session(string id) => sessions.GetOrAdd(id, static _ => new FakeSession());

    public void AddTask(
        string taskId, string contextId, string sessionId, Principal caller) => tasks[taskId] = new TaskView(
        taskId, contextId, sessionId, caller.ToString(), IncidentState.Investigating, null, false, Samples.Start);

    public Task<Result<Reception>> ReceiveAsync(Signal signal, Principal caller, CancellationToken cancellationToken)
    {
        Calls.Enqueue(("receive", signal, caller, null));
        return Task.FromResult(Refusal is { } no ? no : OnReceive(signal));
    }

    public Task<Result<long>> NoteAsync(TroubleNote note, Principal caller, CancellationToken cancellationToken)
    {
        Troubles.Enqueue(note);
        return Task.FromResult(Refusal is { } no ? no : (Result<long>)1L);
    }

    public Task<Result<Reply>> SayAsync(Saying saying, Principal caller, CancellationToken cancellationToken)
    {
        Calls.Enqueue(("say", saying, caller, saying.MessageId));
        return Task.FromResult(Refusal is { } no ? no : OnSay(saying, caller));
    }

    public Task<Result<long>> ChooseAsync(
        string sessionId, string optionId, string commandId, Principal caller, CancellationToken cancellationToken) =>
        Commanded("choose", (sessionId, optionId), commandId, caller);

    public Task<Result<long>> DecideAsync(
        DecidePlan decide, string commandId, Principal caller, CancellationToken cancellationToken) =>
        Commanded("decide", (decide.PlanHash, decide.Decision, decide.Reason), commandId, caller);

    public Task<Result<long>> CancelAsync(
        string sessionId, string reason, string commandId, Principal caller, CancellationToken cancellationToken) =>
        Commanded("cancel", (sessionId, reason), commandId, caller);

    public Task<Result<long>> CancelTaskAsync(
        string taskId, string commandId, Principal caller, CancellationToken cancellationToken)
    {
        OnCancelTask?.Invoke(taskId);
        return Commanded("cancel-task", taskId, commandId, caller);
    }

    public Task<Result<SessionView>> SessionAsync(
        string sessionId, Principal caller, CancellationToken cancellationToken) =>
        Task.FromResult<Result<SessionView>>(
            sessions.TryGetValue(sessionId, out var session) && !caller.Tenants.Any(HiddenTenants.Contains)
                ? Samples.SessionView(
                    sessionId, session.Events,
                    [.. tasks.Values.Where(task => task.SessionId == sessionId).Select(task => task.TaskId)])
                : NotFound("session", sessionId));

    public Task<Result<TaskView>> TaskAsync(string taskId, Principal caller, CancellationToken cancellationToken) =>
        Task.FromResult<Result<TaskView>>(
            tasks.TryGetValue(taskId, out var task) && task.Caller == caller.ToString()
                ? task
                : new Problem(ProblemCode.NotFound, $"There is no task '{taskId}'."));

    public Task<Result<HealthReport>> HealthAsync(
        string? cluster, string? @namespace, Principal caller, CancellationToken cancellationToken)
    {
        Calls.Enqueue(("health", @namespace ?? "", caller, cluster));
        return Task.FromResult<Result<HealthReport>>(
            new Problem(ProblemCode.NotFound, $"There is no cluster '{cluster}'."));
    }

    public Task<Result<Page<TaskView>>> TasksAsync(
        TaskFilter filter, Principal caller, CancellationToken cancellationToken)
    {
        Calls.Enqueue(("tasks", filter, caller, null));
        TaskView[] own = [.. tasks.Values.Where(task => task.Caller == caller.ToString())];
        return Task.FromResult<Result<Page<TaskView>>>(new Page<TaskView>(own, null, own.Length));
    }

    public Task<Result<IncidentView>> IncidentAsync(
        string incidentId, Principal caller, CancellationToken cancellationToken) =>
        Task.FromResult<Result<IncidentView>>(
            Incidents.Find(incident => incident.Id == incidentId && caller.MaySee(incident.Tenant ?? "")) is { } found
                ? found
                : NotFound("incident", incidentId));

    public Task<Result<Page<IncidentView>>> IncidentsAsync(
        IncidentFilter filter, Principal caller, CancellationToken cancellationToken)
    {
        Calls.Enqueue(("incidents", filter, caller, null));
        IncidentView[] visible = [.. Incidents.Where(incident => caller.MaySee(incident.Tenant ?? ""))];
        return Task.FromResult<Result<Page<IncidentView>>>(
            Refusal is { } no ? no : new Page<IncidentView>(
                visible.Take(filter.PageSize).ToList(), visible.Length > filter.PageSize ? "more" : null,
                visible.Length));
    }

    public Task<Result<Page<ApprovalView>>> ApprovalsAsync(
        string? pageToken, int pageSize, Principal caller, CancellationToken cancellationToken) =>
        Task.FromResult<Result<Page<ApprovalView>>>(
            Refusal is { } no ? no : new Page<ApprovalView>(Approvals, null, Approvals.Count));

    public IAsyncEnumerable<NumberedEvent> EventsAsync(
        string sessionId, long fromSeq, CancellationToken cancellationToken) =>
        Session(sessionId).ReadAsync(fromSeq, live: false, cancellationToken);

    public IAsyncEnumerable<NumberedEvent> TailAsync(
        string sessionId, long fromSeq, CancellationToken cancellationToken) =>
        Session(sessionId).ReadAsync(fromSeq, live: true, cancellationToken);

    private Task<Result<long>> Commanded(string verb, object what, string commandId, Principal caller)
    {
        Calls.Enqueue((verb, what, caller, commandId));
        return Task.FromResult<Result<long>>(Refusal is { } no ? no : 7L);
    }

    private static Problem NotFound(string what, string id) =>
        new(ProblemCode.NotFound, $"There is no {what} '{id}'.", "List what there is.");
}

internal sealed class FakeSession
{
    private readonly Lock gate = new();
    private readonly List<NumberedEvent> events = [];
    private TaskCompletionSource grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<NumberedEvent> Events
    {
        get
        {
            lock (gate)
            {
                return [.. events];
            }
        }
    }

    /// <summary>Appends as one commit; returns the version after it.</summary>
    public long Add(params SessionEvent[] facts)
    {
        TaskCompletionSource pulse;
        long version;
        lock (gate)
        {
            foreach (var fact in facts)
            {
                events.Add(new NumberedEvent(events.Count + 1, Samples.Start.AddSeconds(events.Count), fact));
            }

            version = events.Count;
            pulse = grown;
            grown = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        pulse.SetResult();
        return version;
    }

    public async IAsyncEnumerable<NumberedEvent> ReadAsync(
        long fromSeq, bool live, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var next = fromSeq; ;)
        {
            NumberedEvent[] found;
            Task more;
            lock (gate)
            {
                found = [.. events.Where(numbered => numbered.Seq >= next)];
                more = grown.Task;
            }

            foreach (var numbered in found)
            {
                yield return numbered;
                next = numbered.Seq + 1;
                if (live && numbered.Event is SessionEnded)
                {
                    yield break;
                }
            }

            if (!live)
            {
                yield break;
            }

            await more.WaitAsync(cancellationToken);
        }
    }
}
