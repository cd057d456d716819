namespace Kaos.Kubernetes.Client;

/// <summary>A token that ends when the caller gives up or when the time is over.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource timer;
    private readonly CancellationTokenSource linked;

    public Deadline(TimeSpan after, TimeProvider time, CancellationToken callers)
    {
        timer = new CancellationTokenSource(after, time);
        linked = CancellationTokenSource.CreateLinkedTokenSource(callers, timer.Token);
    }

    public CancellationToken Token => linked.Token;

    public void Dispose()
    {
        linked.Dispose();
        timer.Dispose();
    }
}
