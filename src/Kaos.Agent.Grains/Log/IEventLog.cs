namespace Kaos.Agent.Grains.Log;

/// <summary>
/// The log (design section 5): append-only streams with optimistic versions, a global order, a hash chain per stream.
/// </summary>
public interface IEventLog
{
    /// <summary>
    /// Appends one commit; when this returns <see cref="AppendResult.Appended"/>, it survives a power cut.
    /// Commits of many callers share one transaction. A version that has moved on is a value, not an exception;
    /// storage that cannot write (full disk, read-only) throws <see cref="LogUnavailableException"/> and has written
    /// nothing. Cancelling stops only a commit that has not been taken yet: afterwards the outcome is always told.
    /// </summary>
    ValueTask<AppendResult> AppendAsync(Commit commit, CancellationToken cancellationToken);

    /// <summary>
    /// Events of a stream from <paramref name="fromSeq"/> (inclusive, 1-based), to the end as of the call.
    /// </summary>
    IAsyncEnumerable<StoredEvent> ReadAsync(string stream, long fromSeq, CancellationToken cancellationToken);

    /// <summary>
    /// <see cref="ReadAsync"/>, then live: every event once, in order, without a gap, until cancelled.
    /// A slow reader re-reads from storage; it never holds back a writer or fills memory.
    /// </summary>
    IAsyncEnumerable<StoredEvent> TailAsync(string stream, long fromSeq, CancellationToken cancellationToken);

    /// <summary>
    /// All events with a position above <paramref name="afterPosition"/>, in position order, then live.
    /// </summary>
    IAsyncEnumerable<StoredEvent> TailAllAsync(long afterPosition, CancellationToken cancellationToken);
}

/// <param name="Version">The stream's version after the append, or the one found when it was not the expected
/// one.</param>
public readonly record struct AppendResult(bool Appended, long Version);

/// <summary>
/// The log cannot be written or read now; the message says why and what to do. Nothing was half-written.
/// </summary>
public sealed class LogUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
