namespace Kaos.A2A.Server;

/// <summary>
/// One call of the agent: its events are checked, folded into the task, stored, and told, one by one.
/// </summary>
internal sealed class AgentRun
{
    /// <summary>An agent that never waits would keep its caller from reading what it writes.</summary>
    private const int EventsBeforeYielding = 64;

    private readonly TaskScope scope;
    private readonly TaskObserver observer;
    private readonly ITaskStore store;
    private readonly Action<string, StreamResponse> notify;
    private int published;
    private bool hasJoined;
    private bool hasReplied;
    private bool isOver;

    public AgentRun(
        RequestContext request,
        LiveTask live,
        TaskScope scope,
        TaskObserver observer,
        ITaskStore store,
        Action<string, StreamResponse> notify)
    {
        (Request, Live, this.scope, this.observer, this.store, this.notify) =
            (request, live, scope, observer, store, notify);
        Queue = new AgentEventQueue(this);
    }

    public RequestContext Request { get; }

    public LiveTask Live { get; }

    public AgentEventQueue Queue { get; }

    /// <summary>The agent wrote at least one event.</summary>
    public bool HasSpoken => hasReplied || hasJoined;

    /// <summary>Why an event of the agent was not taken; the run fails with it, even if the agent goes on.</summary>
    public Exception? Broken { get; private set; }

    public async ValueTask PublishAsync(StreamResponse response, CancellationToken cancellationToken)
    {
        await Live.Gate.WaitAsync(cancellationToken);
        try
        {
            if (isOver)
            {
                throw new InvalidOperationException(
                    "The agent has returned; it can write no more events for this message.");
            }

            await TakeAsync(response, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Broken ??= failure;
            throw;
        }
        finally
        {
            Live.Gate.Release();
        }

        if (++published % EventsBeforeYielding == 0)
        {
            await Task.Yield();
        }
    }

    /// <summary>No more events of this run; a watcher of the task itself goes on. Again is without effect.</summary>
    public void Leave(Exception? failure)
    {
        isOver = true;
        observer.OnClosed(failure);
        if (hasJoined)
        {
            Live.Remove(observer);
        }
    }

    /// <summary>Ends the task of an agent that broke down.</summary>
    public ValueTask FailAsync(string text, string messageId) =>
        PublishAsync(Failure(text, messageId), CancellationToken.None);

    private async ValueTask TakeAsync(StreamResponse response, CancellationToken cancellationToken)
    {
        var stored = await FindAsync(cancellationToken);
        if (response.Message is { } message)
        {
            await ReplyAsync(message, stored, cancellationToken);
            return;
        }

        var named = response.Task?.Id ?? response.StatusUpdate?.TaskId ?? response.ArtifactUpdate?.TaskId;
        if (hasReplied || !string.Equals(named, Request.TaskId, StringComparison.Ordinal))
        {
            throw Invalid("The agent's event belongs to no task of this call.");
        }

        if (stored is { Status.State: var state } && state.IsTerminal())
        {
            EndWithTerminal(stored);
            return;
        }

        response = Complete(response, stored);
        if (stored is null && response.Task is null)
        {
            stored = NewTask();
        }

        var next = stored is null ? response.Task ?? NewTask() : TaskProjection.Apply(stored, response);
        await SaveAsync(next, cancellationToken);
        Join(stored);
        Live.Tell(response, response.ArtifactUpdate is null ? next.Status.State : null);
        notify(Request.TaskId, response);
    }

    /// <summary>
    /// The task of this run as last saved; a new one has an id that nobody else knows, so nobody has saved it.
    /// </summary>
    private async ValueTask<AgentTask?> FindAsync(CancellationToken cancellationToken) =>
        Live.Task ?? (Request.IsContinuation ? (await store.GetAsync(Request.TaskId, cancellationToken))?.Task : null);

    /// <summary>From its first event about the task, the caller sees all of the task's events.</summary>
    private void Join(AgentTask? stored)
    {
        if (hasJoined)
        {
            return;
        }

        hasJoined = true;
        Live.Add(observer);
        if (stored is not null)
        {
            observer.OnSnapshot(TaskProjection.Show(stored, Request.Configuration?.HistoryLength));
        }
    }

    /// <summary>Somebody else ended the task first: the caller sees how it ended, and the event is dropped.</summary>
    private void EndWithTerminal(AgentTask stored)
    {
        if (!hasJoined)
        {
            Join(stored);
            observer.OnClosed(failure: null);
        }
    }

    private async ValueTask ReplyAsync(Message message, AgentTask? stored, CancellationToken cancellationToken)
    {
        if (HasSpoken)
        {
            throw Invalid("The agent sent a message beside other events.");
        }

        hasReplied = true;
        message = message with { ContextId = Request.ContextId, TaskId = stored?.Id };
        if (stored is not null && !stored.Status.State.IsTerminal())
        {
            await SaveAsync(TaskProjection.AppendHistory(stored, message), cancellationToken);
        }

        observer.OnMessage(message);
    }

    private async ValueTask SaveAsync(AgentTask task, CancellationToken cancellationToken)
    {
        await store.SaveAsync(new StoredTask(task, scope), cancellationToken);
        Live.Task = task;
    }

    private StreamResponse Complete(StreamResponse response, AgentTask? stored) => response switch
    {
        { Task: { } task } => task with
        {
            ContextId = Request.ContextId,
            Status = Stamp(task.Status),
            History = task.History ?? stored?.History ?? InitialHistory(),
        },
        { StatusUpdate: { } update } when !IsOurs(update.ContextId) || update.Status.Timestamp is null =>
            update with { ContextId = Request.ContextId, Status = Stamp(update.Status) },
        { ArtifactUpdate: { } update } when !IsOurs(update.ContextId) => update with { ContextId = Request.ContextId },
        _ => response,
    };

    private bool IsOurs(string contextId) => string.Equals(contextId, Request.ContextId, StringComparison.Ordinal);

    private TaskStatus Stamp(TaskStatus status) =>
        status.Timestamp is null ? status with { Timestamp = Request.Clock.GetUtcNow() } : status;

    private AgentTask NewTask() => new()
    {
        Id = Request.TaskId,
        ContextId = Request.ContextId,
        Status = new TaskStatus { State = TaskState.Submitted, Timestamp = Request.Clock.GetUtcNow() },
        History = InitialHistory(),
    };

    private IReadOnlyList<Message>? InitialHistory() => Request.Message is { } message ? [message] : null;

    private TaskStatusUpdateEvent Failure(string text, string messageId) => new()
    {
        TaskId = Request.TaskId,
        ContextId = Request.ContextId,
        Status = new TaskStatus
        {
            State = TaskState.Failed,
            Timestamp = Request.Clock.GetUtcNow(),
            Message = new Message
            {
                MessageId = messageId,
                Role = Role.Agent,
                TaskId = Request.TaskId,
                ContextId = Request.ContextId,
                Parts = [Part.FromText(text)],
            },
        },
    };

    private static A2AException Invalid(string message) => new(message, A2AErrorCode.InvalidAgentResponse);
}
