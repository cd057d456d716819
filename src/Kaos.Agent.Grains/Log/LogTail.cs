using System.Runtime.CompilerServices;

namespace Kaos.Agent.Grains.Log;

/// <summary>
/// Catch-up plus live, the same for every log: subscribe first, then read to the end, then wait. What is appended
/// between the read and the wait has left a pulse, so there is no gap; the cursor only moves forward, so there is no
/// repetition.
/// </summary>
public static class LogTail
{
    /// <param name="stream">Null: every stream.</param>
    /// <param name="page">Events after a cursor, in order, at most a page of them; empty at the end.</param>
    /// <param name="cursorOf">An event's own cursor.</param>
    public static async IAsyncEnumerable<StoredEvent> FollowAsync(
        AppendSignals signals,
        string? stream,
        long after,
        Func<long, IReadOnlyList<StoredEvent>> page,
        Func<StoredEvent, long> cursorOf,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var subscription = signals.Subscribe(stream);
        var cursor = after;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var events = page(cursor);
            foreach (var stored in events)
            {
                cursor = cursorOf(stored);
                yield return stored;
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (events.Count == 0)
            {
                await subscription.WaitAsync(cancellationToken);
            }
        }
    }
}
