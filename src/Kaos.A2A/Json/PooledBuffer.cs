using System.Buffers;
using System.Text.Json;

namespace Kaos.A2A.Json;

/// <summary>
/// A growing byte buffer with a JSON writer, both used again: a thread keeps the one that was given back on it last.
/// </summary>
internal sealed class PooledBuffer : IBufferWriter<byte>, IDisposable
{
    private const int Smallest = 1024;

    /// <summary>
    /// Larger bytes go back to the pool of arrays, or one long message would be paid for by every thread.
    /// </summary>
    private const int LargestKept = 64 * 1024;

    [ThreadStatic]
    private static PooledBuffer? kept;

    private byte[] bytes = ArrayPool<byte>.Shared.Rent(Smallest);
    private int length;
    private Utf8JsonWriter? json;

    private PooledBuffer()
    {
    }

    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, length);

    public ReadOnlySpan<byte> WrittenSpan => bytes.AsSpan(0, length);

    /// <summary>Writes JSON to this buffer, from its beginning; what was written is there after a flush.</summary>
    public Utf8JsonWriter Json
    {
        get
        {
            json ??= new Utf8JsonWriter(this, A2AJson.WriterOptions);
            json.Reset();
            return json;
        }
    }

    /// <summary>An empty buffer; dispose it once, and use nothing of it after.</summary>
    public static PooledBuffer Rent()
    {
        var buffer = kept ?? new PooledBuffer();
        kept = null;
        return buffer;
    }

    public void Write(ReadOnlySpan<byte> source)
    {
        source.CopyTo(GetSpan(source.Length));
        length += source.Length;
    }

    public void Advance(int count) => length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return bytes.AsMemory(length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return bytes.AsSpan(length);
    }

    public void Dispose()
    {
        length = 0;
        if (bytes.Length > LargestKept)
        {
            Exchange(ArrayPool<byte>.Shared.Rent(Smallest));
        }

        kept = this;
    }

    private void Ensure(int sizeHint)
    {
        var needed = length + Math.Max(sizeHint, 1);
        if (needed > bytes.Length)
        {
            Exchange(ArrayPool<byte>.Shared.Rent(Math.Max(needed, bytes.Length * 2)));
        }
    }

    private void Exchange(byte[] others)
    {
        WrittenSpan.CopyTo(others);
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = others;
    }
}
