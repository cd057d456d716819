namespace Kaos.A2A.Server;

/// <summary>What is in memory for a task while somebody works on it or watches it.</summary>
internal sealed class LiveTask(string id)
{
    private readonly Lock sync = new();
    private readonly List<TaskObserver> observers = [];
    private CancellationTokenSource? runs;

    public string Id => id;

    /// <summary>How many hold this; kept by <see cref="LiveTasks"/>.</summary>
    public int Holders { get; set; }

    /// <summary>Held while the task is read, changed and told: events have one order for everybody.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>The task as last saved under the gate; null while it is only in the store.</summary>
    public AgentTask? Task { get; set; }

    /// <summary>Asks the runs that are at work on this task to stop.</summary>
    public CancellationToken Stop
    {
        get
        {
            lock (sync)
            {
                return (runs ??= new CancellationTokenSource()).Token;
            }
        }
    }

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

    public void Tell(StreamResponse response, TaskState? reached)
    {
        var told = new SharedEvent(response);
        lock (sync)
        {
            foreach (var observer in observers)
            {
                observer.OnEvent(told, reached);
            }
        }
    }

    /// <summary>Asks every run on this task to stop; a later one is not concerned.</summary>
    public Task StopRunsAsync()
    {
        CancellationTokenSource? all;
        lock (sync)
        {
            (all, runs) = (runs, null);
        }

        return all?.CancelAsync() ?? System.Threading.Tasks.Task.CompletedTask;
    }
}
