namespace Kaos.A2A.Server;

/// <summary>The tasks that are in memory; one is forgotten when its last holder lets go.</summary>
internal sealed class LiveTasks
{
    private readonly Lock sync = new();
    private readonly Dictionary<string, LiveTask> tasks = new(StringComparer.Ordinal);

    /// <summary>Holds a task in memory, without its gate.</summary>
    public LiveTask Hold(string taskId)
    {
        lock (sync)
        {
            if (!tasks.TryGetValue(taskId, out var live))
            {
                live = new LiveTask(taskId);
                tasks.Add(taskId, live);
            }

            live.Holders++;
            return live;
        }
    }

    public void LetGo(LiveTask live)
    {
        lock (sync)
        {
            if (--live.Holders == 0)
            {
                tasks.Remove(live.Id);
            }
        }
    }

    /// <summary>Asks everything that works on any task to stop.</summary>
    public void StopAllRuns()
    {
        LiveTask[] all;
        lock (sync)
        {
            all = [.. tasks.Values];
        }

        foreach (var live in all)
        {
            _ = live.StopRunsAsync();
        }
    }

    /// <summary>Holds a task and its gate until disposed.</summary>
    public async ValueTask<TaskGate> EnterAsync(string taskId, CancellationToken cancellationToken)
    {
        var live = Hold(taskId);
        try
        {
            await live.Gate.WaitAsync(cancellationToken);
        }
        catch
        {
            LetGo(live);
            throw;
        }

        return new TaskGate(this, live);
    }
}

/// <summary>The exclusive right to change a task.</summary>
internal readonly struct TaskGate(LiveTasks owner, LiveTask live) : IDisposable
{
    public LiveTask Live => live;

    public void Dispose()
    {
        live.Gate.Release();
        owner.LetGo(live);
    }
}
