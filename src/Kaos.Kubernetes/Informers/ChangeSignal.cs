namespace Kaos.Kubernetes.Informers;

/// <summary>
/// The name of an object about which there is news. It says nothing of the news: read the object again.
/// </summary>
public readonly record struct ObjectKey(string Kind, string Namespace, string Name);

/// <summary>News since the last time somebody asked.</summary>
/// <param name="Keys">Each object once, however often it changed; deleted ones too.</param>
/// <param name="MayHaveMissed">True when there was more news than the signal holds: look at everything.</param>
public sealed record ChangeBatch(IReadOnlyList<ObjectKey> Keys, bool MayHaveMissed);

/// <summary>
/// Collects the names of changed objects for one consumer. Bounded: a consumer that falls behind loses names, not the
/// knowledge that it lost some. Disposing ends the subscription.
/// </summary>
public sealed class ChangeSignal : IDisposable
{
    private readonly int capacity;
    private readonly Action<ChangeSignal> unsubscribe;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim waiting = new(0, 1);
    private HashSet<ObjectKey> pending = [];
    private bool overflowed;

    internal ChangeSignal(int capacity, Action<ChangeSignal> unsubscribe)
    {
        this.capacity = capacity;
        this.unsubscribe = unsubscribe;
    }

    /// <summary>Waits until there is news and takes all of it. For one caller at a time.</summary>
    public async ValueTask<ChangeBatch> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await waiting.WaitAsync(cancellationToken);
            lock (gate)
            {
                // News that came between the wake-up and this lock has rung once more than there is to fetch.
                if (pending.Count > 0)
                {
                    var batch = new ChangeBatch([.. pending], overflowed);
                    pending = [];
                    overflowed = false;
                    return batch;
                }
            }
        }
    }

    public void Dispose() => unsubscribe(this);

    internal void Add(ObjectKey key)
    {
        lock (gate)
        {
            if (pending.Count < capacity)
            {
                pending.Add(key);
            }
            else
            {
                overflowed |= !pending.Contains(key);
            }

            if (waiting.CurrentCount == 0)
            {
                waiting.Release();
            }
        }
    }
}
