namespace Kaos.Agent.Grains.Log;

/// <summary>
/// What one turn of a grain makes durable, as one transaction: its events, and the rows that wake others
/// (outbox, deadlines) or answer queries (views). Nothing of it is visible before all of it is.
/// </summary>
public sealed record Commit
{
    public required string Stream { get; init; }

    /// <summary>The version that the writer decided on; 0 for a stream that does not exist yet.</summary>
    public required long ExpectedVersion { get; init; }

    public required IReadOnlyList<NewEvent> Events { get; init; }

    public IReadOnlyList<OutboxMessage> Outbox { get; init; } = [];

    public IReadOnlyList<DeadlineChange> Deadlines { get; init; } = [];

    public IReadOnlyList<ViewRow> Views { get; init; } = [];
}

/// <param name="Type">Stable name of the event; never renamed once stored.</param>
/// <param name="At">Process time.</param>
/// <param name="Actor">Who caused it, as <c>kind:name</c>.</param>
/// <param name="Cause">Id of the command that caused it; a command whose id a stream has seen is not decided
/// again.</param>
/// <param name="Data">The event as UTF-8 JSON.</param>
public sealed record NewEvent(string Type, DateTimeOffset At, string Actor, string Cause, ReadOnlyMemory<byte> Data);

/// <summary>An event as the log holds it.</summary>
/// <param name="Seq">1-based, without gaps, in its stream.</param>
/// <param name="Position">Increases over the whole log, in commit order; may have gaps.</param>
/// <param name="Hash">SHA-256 over <paramref name="PrevHash"/> and every other field but the position.</param>
public sealed record StoredEvent(
    string Stream,
    long Seq,
    long Position,
    string Type,
    DateTimeOffset At,
    string Actor,
    string Cause,
    ReadOnlyMemory<byte> Data,
    ReadOnlyMemory<byte> PrevHash,
    ReadOnlyMemory<byte> Hash);

/// <summary>A command for another grain, delivered at least once and recognised there by its id.</summary>
/// <param name="Id">Command id; unique.</param>
/// <param name="Command">The command as UTF-8 JSON, as its grain kind writes it.</param>
public sealed record OutboxMessage(string Id, string Kind, string Key, string Actor, ReadOnlyMemory<byte> Command);

/// <summary>Sets the time at which a grain wants to be woken under this name, or clears it.</summary>
/// <param name="Due">Process time; null clears.</param>
public sealed record DeadlineChange(string Kind, string Key, string Name, DateTimeOffset? Due);

/// <summary>A deadline that stands.</summary>
public sealed record Deadline(string Kind, string Key, string Name, DateTimeOffset Due);

/// <summary>
/// One row of a read model. (Kind, Key) is the identity; the newest commit wins. The other columns exist to filter
/// and order by; the document itself is <see cref="Json"/>.
/// </summary>
/// <param name="Owner">Who may see it: a tenant, or a caller.</param>
/// <param name="Group">What it is listed under: a namespace, a conversation.</param>
/// <param name="Tag">One more filter: an incident class, a workflow.</param>
public sealed record ViewRow(
    string Kind,
    string Key,
    string Owner,
    string State,
    string Group,
    string Tag,
    DateTimeOffset SortAt,
    ReadOnlyMemory<byte> Json);
