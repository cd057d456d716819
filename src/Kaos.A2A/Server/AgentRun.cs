namespace Kaos.A2A.Server;

/// <summary>
/// One call of the agent: its events are checked, folded into the task, stored, and told, one by one.
/// </summary>
internal sealed class AgentRun(
    RequestContext request,
    TaskScope scope,
    TaskObserver observer,
    LiveTasks tasks,
    ITaskStore store,
    Func<string> newId,
    Action<string, StreamResponse> notify)
{
    private LiveTask? joined;
    private bool hasReplied;

    public AgentEventQueue Queue { get; } = new();

    /// <summary>The agent wrote at least one event.</summary>
    public bool HasSpoken => hasReplied || joined is not null;

    public async Task PublishAsync(StreamResponse response, CancellationToken cancellationToken)
    {
        using var gate = await tasks.EnterAsync(request.TaskId, cancellationToken);
        var stored = (await store.GetAsync(request.TaskId, cancellationToken))?.Task;
        if (response.Message is { } message)
        {
            await ReplyAsync(message, stored, cancellationToken);
            return;
        }

        var named = response.Task?.Id ?? response.StatusUpdate?.TaskId ?? response.ArtifactUpdate?.TaskId;
        if (hasReplied || !string.Equals(named, request.TaskId, StringComparison.Ordinal))
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

        if (joined is null)
        {
            Join(stored);
        }

        var next = stored is null ? response.Task ?? NewTask() : TaskProjection.Apply(stored, response);
        await store.SaveAsync(new StoredTask(next, scope), cancellationToken);
        gate.Live.Tell(response, response.ArtifactUpdate is null ? next.Status.State : null);
        notify(request.TaskId, response);
    }

    /// <summary>No more events of this run; a watcher of the task itself goes on.</summary>
    public void Leave(Exception? failure)
    {
        observer.OnClosed(failure);
        if (joined is { } live)
        {
            joined = null;
            live.Remove(observer);
            tasks.LetGo(live);
        }
    }

    /// <summary>From its first event about the task, the caller sees all of the task's events.</summary>
    private void Join(AgentTask? stored)
    {
        joined = tasks.Hold(request.TaskId);
        joined.Add(observer);
        if (stored is not null)
        {
            observer.OnSnapshot(TaskProjection.Show(stored, request.Configuration?.HistoryLength));
        }
    }

    /// <summary>Somebody else ended the task first: the caller sees how it ended, and the event is dropped.</summary>
    private void EndWithTerminal(AgentTask stored)
    {
        if (joined is null)
        {
            Join(stored);
            observer.OnClosed(failure: null);
        }
    }

    private async Task ReplyAsync(Message message, AgentTask? stored, CancellationToken cancellationToken)
    {
        if (HasSpoken)
        {
            throw Invalid("The agent sent a message beside other events.");
        }

        hasReplied = true;
        message = message with { ContextId = request.ContextId, TaskId = stored?.Id };
        if (stored is not null && !stored.Status.State.IsTerminal())
        {
            var next = TaskProjection.AppendHistory(stored, message);
            await store.SaveAsync(new StoredTask(next, scope), cancellationToken);
        }

        observer.OnMessage(message);
    }

    private StreamResponse Complete(StreamResponse response, AgentTask? stored) => response switch
    {
        { Task: { } task } => task with
        {
            ContextId = request.ContextId,
            Status = Stamp(task.Status),
            History = task.History ?? stored?.History ?? InitialHistory(),
        },
        { StatusUpdate: { } update } => update with { ContextId = request.ContextId, Status = Stamp(update.Status) },
        { ArtifactUpdate: { } update } => update with { ContextId = request.ContextId },
        _ => response,
    };

    private TaskStatus Stamp(TaskStatus status) =>
        status.Timestamp is null ? status with { Timestamp = request.Clock.GetUtcNow() } : status;

    private AgentTask NewTask() => new()
    {
        Id = request.TaskId,
        ContextId = request.ContextId,
        Status = new TaskStatus { State = TaskState.Submitted, Timestamp = request.Clock.GetUtcNow() },
        History = InitialHistory(),
    };

    private IReadOnlyList<Message>? InitialHistory() => request.Message is { } message ? [message] : null;

    /// <summary>The event that ends a task whose agent broke down.</summary>
    public StreamResponse Failure(string text) => new TaskStatusUpdateEvent
    {
        TaskId = request.TaskId,
        ContextId = request.ContextId,
        Status = new TaskStatus
        {
            State = TaskState.Failed,
            Timestamp = request.Clock.GetUtcNow(),
            Message = new Message
            {
                MessageId = newId(),
                Role = Role.Agent,
                TaskId = request.TaskId,
                ContextId = request.ContextId,
                Parts = [Part.FromText(text)],
            },
        },
    };

    private static A2AException Invalid(string message) => new(message, A2AErrorCode.InvalidAgentResponse);
}
