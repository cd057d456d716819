namespace Kaos.Agent.Grains.Driving;

/// <summary>A driver at work on one session.</summary>
internal sealed class Running : IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly Lock gate = new();
    private volatile bool again;
    private bool disposed;

    public Running(CancellationToken stopping)
    {
        source = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Token = source.Token;
    }

    public CancellationToken Token { get; }

    public Task Done { get; set; } = Task.CompletedTask;

    /// <summary>Set by a commit: look at the state once more before leaving.</summary>
    public bool Again
    {
        get => again;
        set => again = value;
    }

    public void Cancel()
    {
        lock (gate)
        {
            if (!disposed)
            {
                source.Cancel();
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            source.Dispose();
        }
    }
}
