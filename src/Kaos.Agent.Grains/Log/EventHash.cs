using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Kaos.Agent.Grains.Log;

/// <summary>
/// The chain: every event's hash covers the hash before it and all its own fields but the position, each preceded by
/// its length, so that no two different events give the same bytes.
/// </summary>
public static class EventHash
{
    public const int Size = SHA256.HashSizeInBytes;

    /// <summary>What the first event of every stream has as <see cref="StoredEvent.PrevHash"/>.</summary>
    public static readonly ReadOnlyMemory<byte> Origin = new byte[Size];

    public static byte[] Of(ReadOnlySpan<byte> previous, string stream, long seq, NewEvent fact) =>
        Of(previous, stream, seq, fact.Type, fact.At.UtcTicks, fact.Actor, fact.Cause, fact.Data.Span);

    public static byte[] Of(StoredEvent stored) =>
        Of(stored.PrevHash.Span, stored.Stream, stored.Seq, stored.Type, stored.At.UtcTicks, stored.Actor, stored.Cause,
            stored.Data.Span);

    private static byte[] Of(
        ReadOnlySpan<byte> previous,
        string stream,
        long seq,
        string type,
        long ticks,
        string actor,
        string cause,
        ReadOnlySpan<byte> data)
    {
        var size = previous.Length + data.Length + 40
            + Encoding.UTF8.GetMaxByteCount(stream.Length + type.Length + actor.Length + cause.Length);
        var rented = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            var at = Put(rented, 0, previous);
            at = Put(rented, at, stream);
            BinaryPrimitives.WriteInt64LittleEndian(rented.AsSpan(at), seq);
            at = Put(rented, at + 8, type);
            BinaryPrimitives.WriteInt64LittleEndian(rented.AsSpan(at), ticks);
            at = Put(rented, at + 8, actor);
            at = Put(rented, at, cause);
            at = Put(rented, at, data);
            return SHA256.HashData(rented.AsSpan(0, at));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static int Put(byte[] buffer, int at, string text)
    {
        var written = Encoding.UTF8.GetBytes(text, buffer.AsSpan(at + 4));
        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(at), written);
        return at + 4 + written;
    }

    private static int Put(byte[] buffer, int at, ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(at), bytes.Length);
        bytes.CopyTo(buffer.AsSpan(at + 4));
        return at + 4 + bytes.Length;
    }
}
