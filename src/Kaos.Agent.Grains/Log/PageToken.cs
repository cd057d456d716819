using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Kaos.Agent.Grains.Log;

/// <summary>
/// Where a page of a view ended, as an opaque text: the last row's place in the order, with a check sum that tells a
/// mistyped token from one that was given out.
/// </summary>
public readonly record struct PageToken(DateTimeOffset SortAt, string Key)
{
    private const int CheckSize = 6;

    public static PageToken After(ViewRow row) => new(row.SortAt, row.Key);

    /// <exception cref="FormatException">It was not given out by a page.</exception>
    public static PageToken Parse(string text)
    {
        Span<byte> bytes = text.Length <= 4096 ? new byte[text.Length] : [];
        if (!Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var size) ||
            size < 8 + CheckSize)
        {
            throw Refused();
        }

        var body = bytes[..(size - CheckSize)];
        var ticks = BinaryPrimitives.ReadInt64BigEndian(body);
        return SHA256.HashData(body).AsSpan(0, CheckSize).SequenceEqual(bytes[(size - CheckSize)..size])
            && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks
                ? new PageToken(new DateTimeOffset(ticks, TimeSpan.Zero), Encoding.UTF8.GetString(body[8..]))
                : throw Refused();
    }

    public override string ToString()
    {
        var body = new byte[8 + Encoding.UTF8.GetByteCount(Key)];
        BinaryPrimitives.WriteInt64BigEndian(body, SortAt.UtcTicks);
        Encoding.UTF8.GetBytes(Key, body.AsSpan(8));
        return Base64Url.EncodeToString([.. body, .. SHA256.HashData(body).AsSpan(0, CheckSize)]);
    }

    private static FormatException Refused() =>
        new("The page token was not given out by this list. Start again without a page token.");
}
