namespace Kaos.A2A.Server;

/// <summary>What is in memory for a task while somebody works on it or watches it.</summary>
internal sealed class LiveTask(string id)
{
    private readonly Lock sync = new();
    private readonly List<TaskObserver> observers = [];
    private readonly List<CancellationTokenSource> runs = [];

    public string Id => id;

    /// <summary>How many hold this; kept by <see cref="LiveTasks"/>.</summary>
    public int Holders { get; set; }

    /// <summary>Held while the task is read, changed and told: events have one order for everybody.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    public void Add(TaskObserver observer)
    {
        lock (sync)
        {
            observers.Add(observer);
        }
    }

    public void Remove(TaskObserver observer)
    {
        lock (sync)
        {
            observers.Remove(observer);
        }
    }

    public void Add(CancellationTokenSource run)
    {
        lock (sync)
        {
            runs.Add(run);
        }
    }

    public void Remove(CancellationTokenSource run)
    {
        lock (sync)
        {
            runs.Remove(run);
        }
    }

    public void Tell(StreamResponse response, TaskState? reached)
    {
        lock (sync)
        {
            foreach (var observer in observers)
            {
                observer.OnEvent(response, reached);
            }
        }
    }

    /// <summary>Asks every run on this task to stop.</summary>
    public async Task StopRunsAsync()
    {
        CancellationTokenSource[] all;
        lock (sync)
        {
            all = [.. runs];
        }

        foreach (var run in all)
        {
            try
            {
                await run.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // It ended by itself in the meantime.
            }
        }
    }
}
