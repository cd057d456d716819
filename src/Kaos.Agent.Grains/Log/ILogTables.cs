namespace Kaos.Agent.Grains.Log;

/// <summary>Messages committed and not yet delivered, oldest first. One reader: the dispatcher.</summary>
public interface IOutbox
{
    /// <param name="after">Place of the last message that was read; 0 for the first page.</param>
    ValueTask<IReadOnlyList<PendingMessage>> PendingAsync(long after, int limit, CancellationToken cancellationToken);

    ValueTask RemoveAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken);

    /// <summary>Completes when a commit has added messages since the last call.</summary>
    ValueTask WaitAsync(CancellationToken cancellationToken);
}

/// <param name="Place">In the order of commits; never given twice.</param>
public sealed record PendingMessage(long Place, OutboxMessage Message);

/// <summary>Deadlines that stand, set and cleared by commits.</summary>
public interface IDeadlines
{
    /// <summary>Those due at or before <paramref name="now"/>, earliest first.</summary>
    ValueTask<IReadOnlyList<Deadline>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>The deadline of this name as it stands now; null when it has been cleared.</summary>
    ValueTask<Deadline?> FindAsync(string kind, string key, string name, CancellationToken cancellationToken);

    /// <summary>The next due time, or null.</summary>
    ValueTask<DateTimeOffset?> NextAsync(CancellationToken cancellationToken);

    /// <summary>Completes when a commit has changed a deadline since the last call.</summary>
    ValueTask WaitAsync(CancellationToken cancellationToken);
}

/// <summary>Read models, updated in the transaction of the events they come from.</summary>
public interface IViews
{
    ValueTask<ViewRow?> FindAsync(string kind, string key, CancellationToken cancellationToken);

    /// <summary>Newest <see cref="ViewRow.SortAt"/> first; ties by key.</summary>
    ValueTask<ViewPage> QueryAsync(ViewQuery query, CancellationToken cancellationToken);
}

/// <summary>Filters that are null are not applied; <paramref name="Owners"/> empty finds nothing.</summary>
/// <param name="PageToken">As returned by the page before; null for the first. A token that was not given out is
/// refused with <see cref="FormatException"/>.</param>
/// <param name="Since">Only rows with <see cref="ViewRow.SortAt"/> at or after.</param>
public sealed record ViewQuery(
    string Kind,
    IReadOnlyList<string>? Owners = null,
    IReadOnlyList<string>? States = null,
    string? Group = null,
    string? Tag = null,
    DateTimeOffset? Since = null,
    int PageSize = 50,
    string? PageToken = null);

/// <param name="Total">Rows that match, before paging.</param>
public sealed record ViewPage(IReadOnlyList<ViewRow> Rows, string? NextPageToken, long Total);

/// <summary>
/// Bounded, encrypted store beside the log for what must not be in it: before-images of objects, versions of
/// ConfigMaps. Content-addressed; events hold the hash. Beyond the bound the oldest go that no row needs
/// (<see cref="BlobNeeds"/>).
/// </summary>
public interface IBlobs
{
    /// <summary>Durable when it returns; the hash is the SHA-256 of the clear content, in hex.</summary>
    /// <exception cref="BlobsFullException">Everything that is stored is needed.</exception>
    ValueTask<string> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Null when it was never there or has been evicted.</summary>
    ValueTask<ReadOnlyMemory<byte>?> FindAsync(string hash, CancellationToken cancellationToken);
}
