namespace Kaos.Kubernetes.Informers;

/// <summary>
/// What the informers of one cluster share: the lock under which all kinds change, and those who want to hear of it.
/// </summary>
internal sealed class CacheHub
{
    private ChangeSignal[] subscribers = [];
    private TaskCompletionSource answering = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Lock Gate { get; } = new();

    /// <summary>Grows with every change; guarded by the gate.</summary>
    public long Version { get; private set; }

    /// <summary>
    /// Done when a server that did not answer answers again; from then on a new task stands for the next time.
    /// </summary>
    public Task Answering => Volatile.Read(ref answering).Task;

    public ChangeSignal Subscribe(int capacity)
    {
        var signal = new ChangeSignal(capacity, Unsubscribe);
        lock (Gate)
        {
            subscribers = [.. subscribers, signal];
        }

        return signal;
    }

    /// <summary>Call with the gate held.</summary>
    public void Changed(ObjectKey key)
    {
        Version++;
        Announce(key);
    }

    /// <summary>The state of a kind changed, though none of its objects did. Call with the gate held.</summary>
    public void Touched() => Version++;

    /// <summary>One kind was answered after no answer came: who waits longer need not.</summary>
    public void Answered() =>
        Interlocked.Exchange(ref answering, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>Tells of an object without a change in it. Call with the gate held.</summary>
    public void Announce(ObjectKey key)
    {
        foreach (var subscriber in subscribers)
        {
            subscriber.Add(key);
        }
    }

    private void Unsubscribe(ChangeSignal signal)
    {
        lock (Gate)
        {
            subscribers = [.. subscribers.Where(other => other != signal)];
        }
    }
}
