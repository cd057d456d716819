using Kaos.Agent.Grains.Log;
using Microsoft.Data.Sqlite;

namespace Kaos.Agent.Host.Storage;

/// <summary>One connection's queries. One query at a time.</summary>
internal sealed class LogReader(SqliteConnection connection) : IDisposable
{
    private const int PageSize = 256;
    public const string ViewColumns = "kind, key, owner, state, grp, tag, sort_at, json";

    private const string Columns =
        "s.name, e.seq, e.position, e.type, e.at, e.actor, e.cause, e.data, e.prev_hash, e.hash";

    private readonly Statement version = new(
        connection, "SELECT version FROM streams WHERE name = $name", LogConnection.Beginning, "$name");
    private readonly Statement ofStream = new(
        connection,
        $"SELECT {Columns} FROM streams s JOIN events e ON e.stream_id = s.id "
        + $"WHERE s.name = $name AND e.seq > $after AND e.seq <= $last ORDER BY e.seq LIMIT {PageSize}",
        LogConnection.Beginning, "$name", "$after", "$last");
    private readonly Statement ofAll = new(
        connection,
        $"SELECT {Columns} FROM events e JOIN streams s ON s.id = e.stream_id "
        + $"WHERE e.position > $after ORDER BY e.position LIMIT {PageSize}",
        LogConnection.Beginning, "$after");
    private readonly Statement pending = new(
        connection, "SELECT n, id, kind, key, actor, command FROM outbox WHERE n > $after ORDER BY n LIMIT $limit",
        LogConnection.Beginning, "$after", "$limit");
    private readonly Statement due = new(
        connection, "SELECT kind, key, name, due FROM deadlines WHERE due <= $now ORDER BY due LIMIT $limit",
        LogConnection.Beginning, "$now", "$limit");
    private readonly Statement next = new(connection, "SELECT min(due) FROM deadlines", LogConnection.Beginning);
    private readonly Statement deadline = new(
        connection, "SELECT due FROM deadlines WHERE kind = $kind AND key = $key AND name = $name",
        LogConnection.Beginning, "$kind", "$key", "$name");

    private readonly Statement view = new(
        connection, $"SELECT {ViewColumns} FROM views WHERE kind = $kind AND key = $key",
        LogConnection.Beginning, "$kind", "$key");

    // Good only for the stream that it was made of: a backup that was put back may have gone another way since.
    private readonly Statement fold = new(
        connection,
        "SELECT f.version, f.commands, f.state FROM streams s JOIN folds f ON f.stream_id = s.id "
        + "JOIN events e ON e.stream_id = s.id AND e.seq = f.version AND e.hash = f.hash "
        + "WHERE s.name = $name AND f.code = $code",
        LogConnection.Beginning, "$name", "$code");

    public SqliteConnection Connection => connection;

    public long Version(string stream) => version.Scalar(stream) is long found ? found : 0;

    public IReadOnlyList<StoredEvent> Page(string stream, long after, long last) =>
        Events(ofStream.Read(stream, after, last));

    public IReadOnlyList<StoredEvent> PageOfAll(long after) => Events(ofAll.Read(after));

    public IReadOnlyList<PendingMessage> Pending(long after, int limit)
    {
        using var rows = pending.Read(after, limit);
        var messages = new List<PendingMessage>();
        while (rows.Read())
        {
            messages.Add(new(rows.GetInt64(0), new(
                rows.GetString(1), rows.GetString(2), rows.GetString(3), rows.GetString(4),
                rows.GetFieldValue<byte[]>(5))));
        }

        return messages;
    }

    public IReadOnlyList<Deadline> Due(DateTimeOffset now, int limit)
    {
        using var rows = due.Read(now.UtcTicks, limit);
        var deadlines = new List<Deadline>();
        while (rows.Read())
        {
            deadlines.Add(new(rows.GetString(0), rows.GetString(1), rows.GetString(2), Time(rows.GetInt64(3))));
        }

        return deadlines;
    }

    public DateTimeOffset? NextDue() => next.Scalar() is long ticks ? Time(ticks) : null;

    public Deadline? FindDeadline(string kind, string key, string name) =>
        deadline.Scalar(kind, key, name) is long ticks ? new Deadline(kind, key, name, Time(ticks)) : null;

    public ViewRow? FindView(string kind, string key)
    {
        using var row = view.Read(kind, key);
        return row.Read() ? View(row) : null;
    }

    public FoldCheckpoint? FindFold(string stream, string code)
    {
        using var row = fold.Read(stream, code);
        return row.Read()
            ? new(stream, row.GetInt64(0), code, row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(2))
            : null;
    }

    public static ViewRow View(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5),
        Time(row.GetInt64(6)), row.GetFieldValue<byte[]>(7));

    public void Dispose()
    {
        foreach (var statement
            in (ReadOnlySpan<Statement>)[version, ofStream, ofAll, pending, due, next, deadline, view, fold])
        {
            statement.Dispose();
        }

        connection.Dispose();
    }

    public static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    private static List<StoredEvent> Events(SqliteDataReader rows)
    {
        using (rows)
        {
            var events = new List<StoredEvent>();
            var row = new EventRow();
            while (rows.Read())
            {
                events.Add(row.Read(rows));
            }

            return events;
        }
    }
}
