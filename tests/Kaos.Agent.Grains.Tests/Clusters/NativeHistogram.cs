using System.Buffers.Binary;
using System.Text;

namespace Kaos.Agent.Grains.Tests.Clusters;

/// <summary>
/// A native histogram on its way to Prometheus: remote write 1.0, protobuf in snappy, by hand, since promtool and text
/// know no native histograms (prometheus/prometheus, prompb/types.proto).
/// </summary>
internal static class NativeHistogram
{
    // Buckets that grow by 2^(1/8).
    private const int Schema = 3;

    /// <summary>One series: at each moment how many requests there were so far, by how long they took.</summary>
    /// <param name="counts">Quick ones in the bucket that holds <paramref name="quickSeconds"/>, slow ones alike.</param>
    public static byte[] WriteRequest(
        IReadOnlyDictionary<string, string> labels,
        IEnumerable<(DateTimeOffset At, long Quick, long Slow)> counts, double quickSeconds, double slowSeconds)
    {
        var (low, high) = (Index(quickSeconds), Index(slowSeconds));
        var series = new List<byte>();
        foreach (var (name, value) in labels.OrderBy(label => label.Key, StringComparer.Ordinal))
        {
            series.AddRange(Field(1, [.. Field(1, Encoding.UTF8.GetBytes(name)), .. Field(2, Encoding.UTF8.GetBytes(value))]));
        }

        foreach (var (at, quick, slow) in counts)
        {
            series.AddRange(Field(4,
            [
                .. Number(1, (ulong)(quick + slow)),
                .. Double(3, (quick * quickSeconds) + (slow * slowSeconds)),
                .. Number(4, ZigZag(Schema)),
                .. Double(5, 1e-9),
                .. Number(6, 0),
                .. Field(11, [.. Number(1, ZigZag(low)), .. Number(2, 1)]),
                .. Field(11, [.. Number(1, ZigZag(high - low - 1)), .. Number(2, 1)]),
                .. Field(12, [.. Varint(ZigZag(quick)), .. Varint(ZigZag(slow - quick))]),
                .. Number(15, (ulong)at.ToUnixTimeMilliseconds()),
            ]));
        }

        return Snappy([.. Field(1, [.. series])]);
    }

    /// <summary>The bounds of the bucket that holds a value: the lower is not in it.</summary>
    public static (double Above, double UpTo) Bucket(double value) =>
        (Math.Pow(2, (Index(value) - 1) / 8.0), Math.Pow(2, Index(value) / 8.0));

    private static int Index(double value) => (int)Math.Ceiling(Math.Log2(value) * (1 << Schema));

    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    private static IEnumerable<byte> Number(int field, ulong value) => [.. Varint((ulong)(field << 3)), .. Varint(value)];

    private static IEnumerable<byte> Field(int field, byte[] bytes) =>
        [.. Varint((ulong)((field << 3) | 2)), .. Varint((ulong)bytes.Length), .. bytes];

    private static IEnumerable<byte> Double(int field, double value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        return [.. Varint((ulong)((field << 3) | 1)), .. bytes];
    }

    private static IEnumerable<byte> Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            yield return (byte)(value | 0x80);
        }

        yield return (byte)value;
    }

    // Literals only: nothing asks for it to be small.
    private static byte[] Snappy(byte[] bytes) =>
    [
        .. Varint((ulong)bytes.Length),
        .. bytes.Chunk(60).SelectMany(part => (IEnumerable<byte>)[(byte)((part.Length - 1) << 2), .. part]),
    ];
}
