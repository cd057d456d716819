namespace Kaos.Agent.Grains.Clusters;

/// <summary>
/// Says that something has changed, however often it did, to whoever waits; a change while nobody waits is kept for
/// the next.
/// </summary>
internal sealed class ChangeFlag
{
    private readonly Lock gate = new();
    private TaskCompletionSource next = New();

    public void Raise()
    {
        lock (gate)
        {
            next.TrySetResult();
        }
    }

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource mine;
        lock (gate)
        {
            mine = next;
        }

        await mine.Task.WaitAsync(cancellationToken);
        lock (gate)
        {
            if (ReferenceEquals(mine, next))
            {
                next = New();
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
