using Microsoft.Extensions.Options;

namespace Kaos.A2A.Server;

/// <summary>
/// Tasks in memory, until the process ends. Open tasks stay; of finished ones the newest, up to
/// <see cref="A2AServerOptions.FinishedTasks"/>, for <see cref="A2AServerOptions.FinishedTaskAge"/>.
/// </summary>
public sealed class InMemoryTaskStore(TimeProvider clock, IOptions<A2AServerOptions> options) : ITaskStore
{
    private readonly Lock sync = new();
    private readonly Dictionary<string, Entry> tasks = new(StringComparer.Ordinal);
    private readonly Dictionary<TaskScope, SortedSet<TaskPlace>> scopes = [];
    private readonly Queue<Entry> finished = [];

    public ValueTask<StoredTask?> GetAsync(string taskId, CancellationToken cancellationToken)
    {
        lock (sync)
        {
            return ValueTask.FromResult(tasks.GetValueOrDefault(taskId)?.Stored);
        }
    }

    public ValueTask SaveAsync(StoredTask task, CancellationToken cancellationToken)
    {
        lock (sync)
        {
            if (tasks.TryGetValue(task.Task.Id, out var known) && known.Stored.Scope != task.Scope)
            {
                Remove(known);
                known = null;
            }

            var entry = known ?? Add(task);
            var wasFinished = known?.Stored.Task.Status.State.IsTerminal() is true;
            entry.Stored = task;
            Place(entry);
            if (!wasFinished && task.Task.Status.State.IsTerminal())
            {
                finished.Enqueue(entry);
                Evict();
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DeleteAsync(string taskId, CancellationToken cancellationToken)
    {
        lock (sync)
        {
            if (tasks.TryGetValue(taskId, out var known))
            {
                Remove(known);
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<ListTasksResponse> ListAsync(
        TaskScope scope, ListTasksRequest request, CancellationToken cancellationToken)
    {
        var after = PageToken.Read(request.PageToken);
        var pageSize = request.PageSize ?? ListTasksRequest.DefaultPageSize;
        lock (sync)
        {
            Evict();
            var places = scopes.GetValueOrDefault(scope) ?? [];
            var page = Fitting(After(places, after), request).Take(pageSize + 1).ToList();
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
                TotalSize = IsUnfiltered(request) ? places.Count : Fitting(places, request).Count(),
            });
        }
    }

    private Entry Add(StoredTask task)
    {
        if (!scopes.TryGetValue(task.Scope, out var places))
        {
            scopes.Add(task.Scope, places = []);
        }

        var entry = new Entry(task, places);
        tasks.Add(task.Task.Id, entry);
        return entry;
    }

    private static void Place(Entry entry)
    {
        var place = new TaskPlace(Ticks(entry.Stored.Task), entry.Stored.Task.Id);
        if (entry.Place != place)
        {
            entry.Places.Remove(entry.Place);
            entry.Places.Add(place);
            entry.Place = place;
        }
    }

    private void Remove(Entry entry)
    {
        tasks.Remove(entry.Stored.Task.Id);
        entry.Places.Remove(entry.Place);
        if (entry.Places.Count == 0)
        {
            scopes.Remove(entry.Stored.Scope);
        }
    }

    private void Evict()
    {
        var oldest = clock.GetUtcNow() - options.Value.FinishedTaskAge;
        while (finished.TryPeek(out var first) &&
            (finished.Count > options.Value.FinishedTasks || first.Stored.Task.Status.Timestamp < oldest))
        {
            finished.Dequeue();
            if (tasks.GetValueOrDefault(first.Stored.Task.Id) == first)
            {
                Remove(first);
            }
        }
    }

    private static IEnumerable<TaskPlace> After(SortedSet<TaskPlace> places, PageToken? token) =>
        token is not { } last ? places
            : places.Max is var end && new TaskPlace(last.Ticks, last.Id + '\0') is var next && next.CompareTo(end) <= 0
                ? places.GetViewBetween(next, end)
                : [];

    private IEnumerable<AgentTask> Fitting(IEnumerable<TaskPlace> places, ListTasksRequest request) =>
        places.Select(place => tasks[place.Id].Stored.Task).Where(task => Fits(task, request));

    private static bool IsUnfiltered(ListTasksRequest request) =>
        string.IsNullOrEmpty(request.ContextId) && request.Status is null or TaskState.Unspecified &&
        request.StatusTimestampAfter is null;

    private static bool Fits(AgentTask task, ListTasksRequest request) =>
        (string.IsNullOrEmpty(request.ContextId) ||
            string.Equals(task.ContextId, request.ContextId, StringComparison.Ordinal)) &&
        (request.Status is null or TaskState.Unspecified || task.Status.State == request.Status) &&
        (request.StatusTimestampAfter is null || task.Status.Timestamp >= request.StatusTimestampAfter);

    private static long Ticks(AgentTask task) => task.Status.Timestamp?.UtcTicks ?? 0;

    /// <summary>A task, and where it stands in the list of its scope.</summary>
    private sealed class Entry(StoredTask stored, SortedSet<TaskPlace> places)
    {
        public StoredTask Stored { get; set; } = stored;

        public SortedSet<TaskPlace> Places => places;

        public TaskPlace Place { get; set; }
    }

    /// <summary>The order of a list: newest status first, ties by id.</summary>
    private readonly record struct TaskPlace(long Ticks, string Id) : IComparable<TaskPlace>
    {
        public int CompareTo(TaskPlace other) =>
            other.Ticks != Ticks ? other.Ticks.CompareTo(Ticks) : string.CompareOrdinal(Id, other.Id);
    }
}
