using Kaos.Agent.Grains.Log;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Kaos.Agent.Host.Storage;

/// <summary>
/// The writer's connection with its prepared statements and what it remembers of stream heads. One thread.
/// </summary>
internal sealed class WriteSession : IDisposable
{
    private const int RememberedHeads = 20_000;

    private readonly SqliteConnection connection;
    private readonly Dictionary<string, Head> heads = new(StringComparer.Ordinal);
    private readonly Statement begin;
    private readonly Statement commit;
    private readonly Statement rollback;
    private readonly Statement findHead;
    private readonly Statement addHead;
    private readonly Statement moveHead;
    private readonly Statement putEvent;
    private readonly Statement putMessage;
    private readonly Statement putDeadline;
    private readonly Statement clearDeadline;
    private readonly Statement putView;
    private readonly Statement removeMessage;
    private readonly Statement putBlob;
    private readonly Statement removeBlob;
    private readonly Statement unneededBlobs;
    private readonly Statement putFold;
    private long lastStream;
    private long lastPosition;

    public WriteSession(SqliteConnection connection)
    {
        this.connection = connection;
        begin = new(connection, "BEGIN IMMEDIATE", LogConnection.Beginning);
        commit = new(connection, "COMMIT");
        rollback = new(connection, "ROLLBACK");
        findHead = new(connection, "SELECT id, version, hash FROM streams WHERE name = $name", "$name");
        addHead = new(
            connection,
            "INSERT INTO streams (id, name, version, hash) VALUES ($id, $name, $version, $hash) ON CONFLICT (name) DO NOTHING",
            "$id", "$name", "$version", "$hash");
        moveHead = new(
            connection, "UPDATE streams SET version = $version, hash = $hash WHERE id = $id", "$version", "$hash",
            "$id");
        putEvent = new(
            connection,
            "INSERT INTO events (position, stream_id, seq, type, at, actor, cause, data, prev_hash, hash) "
            + "VALUES ($position, $stream, $seq, $type, $at, $actor, $cause, $data, $prev, $hash)",
            "$position", "$stream", "$seq", "$type", "$at", "$actor", "$cause", "$data", "$prev", "$hash");
        putMessage = new(
            connection,
            "INSERT INTO outbox (id, kind, key, actor, command) VALUES ($id, $kind, $key, $actor, $command)",
            "$id", "$kind", "$key", "$actor", "$command");
        putDeadline = new(
            connection,
            "INSERT INTO deadlines (kind, key, name, due) VALUES ($kind, $key, $name, $due) "
            + "ON CONFLICT (kind, key, name) DO UPDATE SET due = excluded.due",
            "$kind", "$key", "$name", "$due");
        clearDeadline = new(
            connection, "DELETE FROM deadlines WHERE kind = $kind AND key = $key AND name = $name", "$kind", "$key",
            "$name");
        putView = new(
            connection,
            "INSERT INTO views (kind, key, owner, state, grp, tag, sort_at, json) "
            + "VALUES ($kind, $key, $owner, $state, $grp, $tag, $sort, $json) ON CONFLICT (kind, key) DO UPDATE SET "
            + "owner = excluded.owner, state = excluded.state, grp = excluded.grp, tag = excluded.tag, "
            + "sort_at = excluded.sort_at, json = excluded.json",
            "$kind", "$key", "$owner", "$state", "$grp", "$tag", "$sort", "$json");
        removeMessage = new(connection, "DELETE FROM outbox WHERE id = $id", "$id");
        putBlob = new(
            connection,
            "INSERT INTO blobs (hash, size, nonce, tag, data) VALUES ($hash, $size, $nonce, $tag, $data)",
            "$hash", "$size", "$nonce", "$tag", "$data");
        removeBlob = new(connection, "DELETE FROM blobs WHERE hash = $hash", "$hash");
        // The rows of one hash lie between "hash/" and "hash0", which is the next character.
        unneededBlobs = new(
            connection,
            "SELECT hash, size FROM blobs b WHERE NOT EXISTS (SELECT 1 FROM views v WHERE v.kind = $kind AND v.key > b.hash || '/' "
            + "AND v.key < b.hash || '0' AND v.state = $state) ORDER BY n",
            "$kind", "$state");
        putFold = new(
            connection,
            "INSERT INTO folds (stream_id, version, hash, code, commands, state) "
            + "SELECT e.stream_id, e.seq, e.hash, $code, $commands, $state FROM streams s "
            + "JOIN events e ON e.stream_id = s.id AND e.seq = $version WHERE s.name = $name "
            + "ON CONFLICT (stream_id) DO UPDATE SET version = excluded.version, hash = excluded.hash, "
            + "code = excluded.code, commands = excluded.commands, state = excluded.state",
            "$name", "$version", "$code", "$commands", "$state");
        lastStream = connection.Scalar("SELECT ifnull(max(id), 0) FROM streams");
        lastPosition = connection.Scalar("SELECT ifnull(max(position), 0) FROM events");
    }

    public SqliteConnection Connection => connection;

    public long LastPosition => lastPosition;

    public void Begin() => begin.Run();

    public void Commit() => commit.Run();

    /// <summary>Forgets what the transaction did; positions that it used stay unused.</summary>
    public void Rollback()
    {
        heads.Clear();
        if (raw.sqlite3_get_autocommit(connection.Handle) == 0)
        {
            rollback.Run();
        }
    }

    public AppendResult Append(Commit wanted)
    {
        // Whoever begins a stream is nearly always right that it is new: writing its row tells, nobody has to look.
        var head = wanted is { ExpectedVersion: 0, Events.Count: > 0 } && !heads.ContainsKey(wanted.Stream)
            ? Head.None
            : Find(wanted.Stream);
        if (head.Version != wanted.ExpectedVersion)
        {
            return new AppendResult(false, head.Version);
        }

        if (wanted.Events.Count > 0)
        {
            if (Store(wanted, head) is not { } stored)
            {
                return new AppendResult(false, Find(wanted.Stream).Version);
            }

            head = stored;
        }

        foreach (var message in wanted.Outbox)
        {
            Put(message);
        }

        foreach (var change in wanted.Deadlines)
        {
            _ = change.Due is { } due
                ? putDeadline.Write(change.Kind, change.Key, change.Name, due.UtcTicks)
                : clearDeadline.Write(change.Kind, change.Key, change.Name);
        }

        foreach (var row in wanted.Views)
        {
            putView.Write(row.Kind, row.Key, row.Owner, row.State, row.Group, row.Tag, row.SortAt.UtcTicks, row.Json);
        }

        return new AppendResult(true, head.Version);
    }

    public void RemoveMessages(IReadOnlyList<string> ids)
    {
        foreach (var id in ids)
        {
            removeMessage.Write(id);
        }
    }

    /// <summary>Puts it in front of the order of eviction, and evicts from the end of it what nothing needs.</summary>
    /// <returns>False: it does not fit, since all that is stored is needed. Nothing is changed then.</returns>
    public bool PutBlob(string hash, SealedBlob blob, long maxBytes)
    {
        var was = removeBlob.Write(hash) > 0;
        var over = connection.Scalar("SELECT coalesce(sum(size), 0) FROM blobs") + blob.Data.LongLength - maxBytes;
        List<string> unneeded = [];
        using (var oldest = over > 0 ? unneededBlobs.Read(BlobNeeds.Row, BlobNeeds.Needed) : null)
        {
            while (over > 0 && oldest?.Read() == true)
            {
                unneeded.Add(oldest.GetString(0));
                over -= oldest.GetInt64(1);
            }
        }

        if (over > 0 && !was)
        {
            return false;
        }

        foreach (var gone in unneeded)
        {
            removeBlob.Write(gone);
        }

        putBlob.Write(hash, blob.Data.LongLength, blob.Nonce, blob.Tag, blob.Data);
        return true;
    }

    public void PutFold(FoldCheckpoint fold) =>
        putFold.Write(fold.Stream, fold.Version, fold.Code, fold.Commands, fold.State);

    /// <summary>Writes something small, to see whether writing works.</summary>
    public void Touch() => connection.Execute(
        "INSERT INTO meta (name, value) VALUES ('probe', '1') ON CONFLICT (name) DO UPDATE SET value = value + 1");

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<Statement>)
            [begin, commit, rollback, findHead, addHead, moveHead, putEvent, putMessage, putDeadline, clearDeadline,
                putView,
                removeMessage, putBlob, removeBlob, unneededBlobs, putFold])
        {
            statement.Dispose();
        }

        connection.Dispose();
    }

    /// <summary>Null when the stream was taken for a new one and is not.</summary>
    private Head? Store(Commit wanted, Head head)
    {
        var hashes = Chain(wanted, head);
        var isNew = head.Id == 0;
        var next = new Head(isNew ? lastStream + 1 : head.Id, head.Version + hashes.Length, hashes[^1]);
        if (isNew && addHead.Write(next.Id, wanted.Stream, next.Version, next.Hash) == 0)
        {
            return null;
        }

        if (isNew)
        {
            lastStream++;
        }
        else
        {
            moveHead.Write(next.Version, next.Hash, next.Id);
        }

        for (var i = 0; i < hashes.Length; i++)
        {
            var fact = wanted.Events[i];
            putEvent.Write(
                ++lastPosition, next.Id, head.Version + 1 + i, fact.Type, fact.At.UtcTicks, fact.Actor, fact.Cause,
                fact.Data,
                i == 0 ? head.Hash : hashes[i - 1], hashes[i]);
        }

        return Remember(wanted.Stream, next);
    }

    private static byte[][] Chain(Commit wanted, Head head)
    {
        var hashes = new byte[wanted.Events.Count][];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = EventHash.Of(
                i == 0 ? head.Hash : hashes[i - 1], wanted.Stream, head.Version + 1 + i, wanted.Events[i]);
        }

        return hashes;
    }

    private void Put(OutboxMessage message)
    {
        try
        {
            putMessage.Write(message.Id, message.Kind, message.Key, message.Actor, message.Command);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == raw.SQLITE_CONSTRAINT)
        {
            throw new InvalidOperationException(
                $"The outbox already holds a message with the id '{message.Id}'; ids must be unique.", exception);
        }
    }

    private Head Find(string stream)
    {
        if (heads.TryGetValue(stream, out var known))
        {
            return known;
        }

        using var row = findHead.Read(stream);
        return Remember(
            stream, row.Read() ? new Head(row.GetInt64(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2)) : Head.None);
    }

    private Head Remember(string stream, Head head)
    {
        if (heads.Count >= RememberedHeads)
        {
            heads.Clear();
        }

        return heads[stream] = head;
    }

    private sealed record Head(long Id, long Version, byte[] Hash)
    {
        public static readonly Head None = new(0, 0, EventHash.Origin.ToArray());
    }
}
