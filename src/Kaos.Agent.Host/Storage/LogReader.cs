using Kaos.Agent.Grains.Log;
using Microsoft.Data.Sqlite;

namespace Kaos.Agent.Host.Storage;

/// <summary>One connection's queries. One query at a time.</summary>
internal sealed class LogReader(SqliteConnection connection) : IDisposable
{
    private const int PageSize = 256;
    private const string Columns = "s.name, e.seq, e.position, e.type, e.at, e.actor, e.cause, e.data, e.prev_hash, e.hash";

    private readonly Statement version = new(connection, "SELECT version FROM streams WHERE name = $name", "$name");
    private readonly Statement ofStream = new(
        connection,
        $"SELECT {Columns} FROM streams s JOIN events e ON e.stream_id = s.id "
        + $"WHERE s.name = $name AND e.seq > $after AND e.seq <= $last ORDER BY e.seq LIMIT {PageSize}",
        "$name", "$after", "$last");
    private readonly Statement ofAll = new(
        connection,
        $"SELECT {Columns} FROM events e JOIN streams s ON s.id = e.stream_id "
        + $"WHERE e.position > $after ORDER BY e.position LIMIT {PageSize}",
        "$after");
    private readonly Statement pending = new(
        connection, "SELECT id, kind, key, actor, command FROM outbox ORDER BY n LIMIT $limit", "$limit");
    private readonly Statement due = new(
        connection, "SELECT kind, key, name, due FROM deadlines WHERE due <= $now ORDER BY due LIMIT $limit", "$now", "$limit");
    private readonly Statement next = new(connection, "SELECT min(due) FROM deadlines");
    private readonly Statement deadline = new(
        connection, "SELECT due FROM deadlines WHERE kind = $kind AND key = $key AND name = $name", "$kind", "$key", "$name");

    public SqliteConnection Connection => connection;

    public long Version(string stream) => version.Scalar(stream) is long found ? found : 0;

    public IReadOnlyList<StoredEvent> Page(string stream, long after, long last) => Events(ofStream.Read(stream, after, last));

    public IReadOnlyList<StoredEvent> PageOfAll(long after) => Events(ofAll.Read(after));

    public IReadOnlyList<OutboxMessage> Pending(int limit)
    {
        using var rows = pending.Read(limit);
        var messages = new List<OutboxMessage>();
        while (rows.Read())
        {
            messages.Add(new(
                rows.GetString(0), rows.GetString(1), rows.GetString(2), rows.GetString(3), rows.GetFieldValue<byte[]>(4)));
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

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<Statement>)[version, ofStream, ofAll, pending, due, next, deadline])
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
