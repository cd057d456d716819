using System.Collections.Concurrent;

namespace Kaos.A2A.Server;

/// <summary>Tasks in memory, until the process ends.</summary>
public sealed class InMemoryTaskStore : ITaskStore
{
    private readonly ConcurrentDictionary<string, StoredTask> tasks = new(StringComparer.Ordinal);

    public ValueTask<StoredTask?> GetAsync(string taskId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(tasks.GetValueOrDefault(taskId));

    public ValueTask SaveAsync(StoredTask task, CancellationToken cancellationToken)
    {
        tasks[task.Task.Id] = task;
        return ValueTask.CompletedTask;
    }

    public ValueTask DeleteAsync(string taskId, CancellationToken cancellationToken)
    {
        tasks.TryRemove(taskId, out _);
        return ValueTask.CompletedTask;
    }

    public ValueTask<ListTasksResponse> ListAsync(
        TaskScope scope, ListTasksRequest request, CancellationToken cancellationToken)
    {
        var after = PageToken.Read(request.PageToken);
        var pageSize = request.PageSize ?? ListTasksRequest.DefaultPageSize;
        var fitting = tasks
            .Where(entry => entry.Value.Scope == scope && Fits(entry.Value.Task, request))
            .Select(entry => entry.Value.Task)
            .OrderByDescending(Ticks)
            .ThenBy(task => task.Id, StringComparer.Ordinal)
            .ToList();
        var page = fitting.Where(task => after is null || IsAfter(task, after.Value)).Take(pageSize + 1).ToList();
        var hasMore = page.Count > pageSize;
        if (hasMore)
        {
            page.RemoveAt(pageSize);
        }

        return ValueTask.FromResult(new ListTasksResponse
        {
            Tasks = page,
            NextPageToken = hasMore ? new PageToken(Ticks(page[^1]), page[^1].Id).Write() : "",
            PageSize = pageSize,
            TotalSize = fitting.Count,
        });
    }

    private static bool Fits(AgentTask task, ListTasksRequest request) =>
        (string.IsNullOrEmpty(request.ContextId) ||
            string.Equals(task.ContextId, request.ContextId, StringComparison.Ordinal)) &&
        (request.Status is null or TaskState.Unspecified || task.Status.State == request.Status) &&
        (request.StatusTimestampAfter is null || task.Status.Timestamp >= request.StatusTimestampAfter);

    private static bool IsAfter(AgentTask task, PageToken last)
    {
        var ticks = Ticks(task);
        return ticks < last.Ticks || (ticks == last.Ticks && string.CompareOrdinal(task.Id, last.Id) > 0);
    }

    private static long Ticks(AgentTask task) => task.Status.Timestamp?.UtcTicks ?? 0;
}
