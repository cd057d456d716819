using Kaos.Agent.Grains.Log;
using Microsoft.Data.Sqlite;

namespace Kaos.Agent.Host.Storage;

/// <summary>What a reading of the whole log found.</summary>
/// <param name="CheckpointPosition">The last signed checkpoint's; null when there is none yet.</param>
/// <param name="Flaws">At most a hundred.</param>
internal sealed record LogVerification(
    long Streams, long Events, long? CheckpointPosition, IReadOnlyList<LogFlaw> Flaws)
{
    public bool IsSound => Flaws.Count == 0;
}

/// <param name="Stream">Empty when it is about the log as a whole.</param>
/// <param name="Seq">The first event that is not as it was written; null when it is about a stream's end.</param>
internal sealed record LogFlaw(string Stream, long? Seq, string What);

/// <summary>Recomputes every chain and holds every stream's end against its row and the signed checkpoint.</summary>
internal static class LogVerifier
{
    private const int MostFlaws = 100;

    public static LogVerification Verify(
        SqliteConnection connection, LogCheckpoints checkpoints, CancellationToken cancellationToken)
    {
        // One read transaction: appends go on meanwhile, and are not part of the picture.
        connection.Execute("BEGIN");
        try
        {
            var flaws = new List<LogFlaw>();
            var events = Chains(connection, flaws, cancellationToken);
            Ends(connection, flaws);
            var checkpoint = LogCheckpoints.Last(connection);
            if (checkpoint is not null)
            {
                Signed(connection, checkpoints, checkpoint, flaws);
            }

            return new LogVerification(
                connection.Scalar("SELECT count(*) FROM streams"), events, checkpoint?.Position,
                [.. flaws.Take(MostFlaws)]);
        }
        finally
        {
            connection.Execute("ROLLBACK");
        }
    }

    private static long Chains(SqliteConnection connection, List<LogFlaw> flaws, CancellationToken cancellationToken)
    {
        using var select = new Statement(
            connection,
            "SELECT ifnull(s.name, ''), e.seq, e.position, e.type, e.at, e.actor, e.cause, e.data, e.prev_hash, e.hash, e.stream_id "
            + "FROM events e LEFT JOIN streams s ON s.id = e.stream_id ORDER BY e.stream_id, e.seq");
        using var rows = select.Read();
        var (id, seq, events) = (0L, 0L, 0L);
        var hash = EventHash.Origin;
        var broken = false;
        var row = new EventRow();
        while (rows.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            events++;
            var stored = row.Read(rows);
            if (rows.GetInt64(10) != id)
            {
                (id, seq, hash, broken) = (rows.GetInt64(10), 0, EventHash.Origin, false);
            }

            // One break is told per stream: what follows it hangs on it.
            if (!broken && Break(stored, seq, hash) is { } flaw)
            {
                flaws.Add(flaw);
                broken = true;
            }

            (seq, hash) = (stored.Seq, stored.Hash);
        }

        return events;
    }

    private static LogFlaw? Break(StoredEvent stored, long before, ReadOnlyMemory<byte> hash)
    {
        if (stored.Seq != before + 1)
        {
            return new(stored.Stream, before + 1, $"Events {before + 1} to {stored.Seq - 1} are missing.");
        }

        if (!stored.PrevHash.Span.SequenceEqual(hash.Span))
        {
            return new(
                stored.Stream, stored.Seq, "The event does not follow the one before it: one of the two was replaced.");
        }

        return EventHash.Of(stored).AsSpan().SequenceEqual(stored.Hash.Span)
            ? null
            : new(stored.Stream, stored.Seq, "The event was changed after it was written.");
    }

    private static void Ends(SqliteConnection connection, List<LogFlaw> flaws)
    {
        using var select = new Statement(
            connection,
            "SELECT s.name, s.version, s.hash, ifnull(m.seq, 0), e.hash FROM streams s "
            + "LEFT JOIN (SELECT stream_id, max(seq) AS seq FROM events GROUP BY stream_id) m ON m.stream_id = s.id "
            + "LEFT JOIN events e ON e.stream_id = s.id AND e.seq = m.seq");
        using var rows = select.Read();
        while (rows.Read())
        {
            var (name, version, last) = (rows.GetString(0), rows.GetInt64(1), rows.GetInt64(3));
            if (last != version)
            {
                flaws.Add(new(name, null, $"The stream should end with event {version}, and ends with {last}."));
            }
            else if (!rows.GetFieldValue<byte[]>(2).AsSpan().SequenceEqual(rows.GetFieldValue<byte[]>(4)))
            {
                flaws.Add(new(name, version, "The last event is not the one that the stream was closed with."));
            }
        }
    }

    private static void Signed(
        SqliteConnection connection, LogCheckpoints checkpoints, Checkpoint checkpoint, List<LogFlaw> flaws)
    {
        if (!checkpoints.IsSound(connection, checkpoint))
        {
            flaws.Add(new("", null,
                $"The checkpoint at position {checkpoint.Position}, or the list of stream ends that it signs, was changed."));
        }

        using var select = new Statement(
            connection,
            "SELECT ifnull(s.name, ''), h.stream_id, h.version, h.hash, e.hash FROM heads h "
            + "LEFT JOIN streams s ON s.id = h.stream_id "
            + "LEFT JOIN events e ON e.stream_id = h.stream_id AND e.seq = h.version");
        using var rows = select.Read();
        while (rows.Read())
        {
            var name = rows.GetString(0) is { Length: > 0 } known
                ? known
                : $"(stream {rows.GetInt64(1)}, whose name is gone)";
            if (rows.IsDBNull(4))
            {
                flaws.Add(
                    new(
                        name, null,
                        $"Event {rows.GetInt64(2)} was there at the last checkpoint and is gone: the stream was cut."));
            }
            else if (!rows.GetFieldValue<byte[]>(3).AsSpan().SequenceEqual(rows.GetFieldValue<byte[]>(4)))
            {
                flaws.Add(
                    new(
                        name, rows.GetInt64(2),
                        "The event is not the one that the last checkpoint signed: the stream was rewritten."));
            }
        }
    }
}
