namespace Kaos.A2A.Server;

/// <summary>Keeps tasks. A save that returned is what every later read sees. Safe for concurrent use.</summary>
public interface ITaskStore
{
    /// <summary>Null when there is no such task; the caller judges whether it may be seen.</summary>
    ValueTask<StoredTask?> GetAsync(string taskId, CancellationToken cancellationToken);

    ValueTask SaveAsync(StoredTask task, CancellationToken cancellationToken);

    ValueTask DeleteAsync(string taskId, CancellationToken cancellationToken);

    /// <summary>
    /// One page of a scope's tasks that fit the filters, newest status first, ties by id. Tasks are whole: history and
    /// artifacts are cut by the caller.
    /// </summary>
    /// <exception cref="A2AException">InvalidParams for a page token that this store did not give.</exception>
    ValueTask<ListTasksResponse> ListAsync(
        TaskScope scope, ListTasksRequest request, CancellationToken cancellationToken);
}

/// <summary>A task and whose it is.</summary>
public sealed record StoredTask(AgentTask Task, TaskScope Scope);

/// <summary>Who may see a task: nobody else learns that it exists.</summary>
public readonly record struct TaskScope(string Owner, string Tenant);
