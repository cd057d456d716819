using System.Text;

namespace Kaos.Kubernetes.Json;

/// <summary>
/// One copy of the words that a cluster repeats thousands of times (namespaces, images, reasons). A table of fixed
/// size in which a new word may displace an old one: bounded, without locks, and never wrong, only less sharing.
/// </summary>
internal static class StringPool
{
    private const int Slots = 1 << 14;
    private const int LongestWord = 160;

    private static readonly string?[] Table = new string?[Slots];

    public static string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length == 0)
        {
            return "";
        }

        if (utf8.Length > LongestWord)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        ref var slot = ref Table[ByteHash.Of(utf8) & (Slots - 1)];
        var known = Volatile.Read(ref slot);
        if (known is not null && Same(known, utf8))
        {
            return known;
        }

        var added = Encoding.UTF8.GetString(utf8);
        Volatile.Write(ref slot, added);
        return added;
    }

    /// <summary>Words outside ASCII never compare equal here and are simply not shared.</summary>
    private static bool Same(string known, ReadOnlySpan<byte> utf8) => Ascii.Equals(utf8, known);
}

/// <summary>
/// One copy of raw values that objects of one origin have in common, such as affinities. Bounded, as above.
/// </summary>
internal static class BytePool
{
    private const int Slots = 1 << 11;
    private const int LongestText = 4096;

    private static readonly byte[]?[] Table = new byte[]?[Slots];

    public static byte[] Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestText)
        {
            return utf8.ToArray();
        }

        ref var slot = ref Table[ByteHash.Of(utf8) & (Slots - 1)];
        if (Volatile.Read(ref slot) is { } known && utf8.SequenceEqual(known))
        {
            return known;
        }

        var added = utf8.ToArray();
        Volatile.Write(ref slot, added);
        return added;
    }
}

/// <summary>FNV-1a over eight bytes at a time: quick, and collisions cost only sharing.</summary>
internal static class ByteHash
{
    public static int Of(ReadOnlySpan<byte> bytes)
    {
        const ulong prime = 0x9E3779B97F4A7C15UL;
        var hash = 14695981039346656037UL ^ (uint)bytes.Length;
        while (bytes.Length >= 8)
        {
            hash = (hash ^ System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes)) * prime;
            hash ^= hash >> 29;
            bytes = bytes[8..];
        }

        foreach (var b in bytes)
        {
            hash = (hash ^ b) * prime;
        }

        return (int)(hash >> 32);
    }
}
