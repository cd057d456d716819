using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Kaos.Agent.Host.Storage;

/// <summary>
/// A signed statement of where every stream ended. The chain shows a changed event; only this shows that the end of a
/// stream, or a whole one, has been taken away.
/// </summary>
/// <param name="key">The signing key; HMAC-SHA-256.</param>
internal sealed class LogCheckpoints(Func<byte[]> key)
{
    private static readonly byte[] Purpose = "kaos-checkpoint/1"u8.ToArray();

    public Checkpoint? Take(WriteSession session, DateTimeOffset now)
    {
        var connection = session.Connection;
        if (connection.Scalar("SELECT ifnull(max(position), -1) FROM checkpoints") == session.LastPosition)
        {
            return null;
        }

        connection.Execute(
            "INSERT INTO heads (stream_id, version, hash) SELECT id, version, hash FROM streams WHERE true "
            + "ON CONFLICT (stream_id) DO UPDATE SET version = excluded.version, hash = excluded.hash "
            + "WHERE version <> excluded.version");
        var (streams, digest) = Digest(connection);
        var checkpoint = new Checkpoint(session.LastPosition, now.UtcTicks, streams, digest, []);
        checkpoint = checkpoint with { Signature = Sign(checkpoint) };
        using var put = new Statement(
            connection,
            "INSERT INTO checkpoints (position, at, streams, digest, signature) VALUES ($position, $at, $streams, $digest, $signature)",
            "$position", "$at", "$streams", "$digest", "$signature");
        put.Run(checkpoint.Position, checkpoint.Ticks, checkpoint.Streams, checkpoint.Digest, checkpoint.Signature);
        return checkpoint;
    }

    public static Checkpoint? Last(SqliteConnection connection)
    {
        using var select = new Statement(
            connection, "SELECT position, at, streams, digest, signature FROM checkpoints ORDER BY id DESC LIMIT 1");
        using var row = select.Read();
        return row.Read()
            ? new(
                row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetFieldValue<byte[]>(3),
                row.GetFieldValue<byte[]>(4))
            : null;
    }

    /// <summary>Whether this folder's key signed it, and the heads that are stored are those that it signed.</summary>
    public bool IsSound(SqliteConnection connection, Checkpoint checkpoint)
    {
        var (streams, digest) = Digest(connection);
        return CryptographicOperations.FixedTimeEquals(Sign(checkpoint), checkpoint.Signature)
            && streams == checkpoint.Streams && digest.AsSpan().SequenceEqual(checkpoint.Digest);
    }

    private byte[] Sign(Checkpoint checkpoint)
    {
        var statement = new byte[Purpose.Length + 24 + checkpoint.Digest.Length];
        Purpose.CopyTo(statement, 0);
        var numbers = statement.AsSpan(Purpose.Length);
        BinaryPrimitives.WriteInt64LittleEndian(numbers, checkpoint.Position);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[8..], checkpoint.Ticks);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[16..], checkpoint.Streams);
        checkpoint.Digest.CopyTo(numbers[24..]);
        return HMACSHA256.HashData(key(), statement);
    }

    private static (long Streams, byte[] Digest) Digest(SqliteConnection connection)
    {
        using var select = new Statement(
            connection,
            "SELECT ifnull(s.name, ''), h.version, h.hash FROM heads h LEFT JOIN streams s ON s.id = h.stream_id ORDER BY h.stream_id");
        using var rows = select.Read();
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var numbers = new byte[16];
        var streams = 0L;
        while (rows.Read())
        {
            var name = Encoding.UTF8.GetBytes(rows.GetString(0));
            BinaryPrimitives.WriteInt64LittleEndian(numbers, name.Length);
            BinaryPrimitives.WriteInt64LittleEndian(numbers.AsSpan(8), rows.GetInt64(1));
            sha.AppendData(numbers);
            sha.AppendData(name);
            sha.AppendData(rows.GetFieldValue<byte[]>(2));
            streams++;
        }

        return (streams, sha.GetHashAndReset());
    }
}

/// <summary>The log at a position: a digest over the name, version and hash of every stream's end, signed.</summary>
internal sealed record Checkpoint(long Position, long Ticks, long Streams, byte[] Digest, byte[] Signature);
