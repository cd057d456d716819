using System.Buffers;

namespace Kaos.A2A.Json;

/// <summary>A growing byte buffer on rented arrays; returned to the pool on dispose.</summary>
internal sealed class PooledBuffer(int capacity = 1024) : IBufferWriter<byte>, IDisposable
{
    private byte[] bytes = ArrayPool<byte>.Shared.Rent(capacity);
    private int length;

    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, length);

    public ReadOnlySpan<byte> WrittenSpan => bytes.AsSpan(0, length);

    public void Clear() => length = 0;

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
        var rented = bytes;
        bytes = [];
        length = 0;
        if (rented.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void Ensure(int sizeHint)
    {
        var needed = length + Math.Max(sizeHint, 1);
        if (needed <= bytes.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, bytes.Length * 2));
        bytes.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = larger;
    }
}
