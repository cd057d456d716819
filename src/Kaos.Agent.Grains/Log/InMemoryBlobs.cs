using System.Security.Cryptography;

namespace Kaos.Agent.Grains.Log;

/// <summary>Blobs for one run; the same bound and eviction as the durable store.</summary>
/// <param name="maxBytes">Total of the clear contents; the oldest are evicted beyond it.</param>
public sealed class InMemoryBlobs(long maxBytes = 64 * 1024 * 1024) : IBlobs
{
    private readonly Lock gate = new();
    private readonly OrderedDictionary<string, ReadOnlyMemory<byte>> blobs = new(StringComparer.Ordinal);
    private long total;

    public ValueTask<string> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, maxBytes, nameof(content));
        var hash = Convert.ToHexStringLower(SHA256.HashData(content.Span));
        lock (gate)
        {
            if (blobs.Remove(hash, out var old))
            {
                total -= old.Length;
            }

            blobs.Add(hash, content.ToArray());
            total += content.Length;
            while (total > maxBytes)
            {
                total -= blobs.GetAt(0).Value.Length;
                blobs.RemoveAt(0);
            }
        }

        return new(hash);
    }

    public ValueTask<ReadOnlyMemory<byte>?> FindAsync(string hash, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return new(blobs.TryGetValue(hash, out var content) ? (ReadOnlyMemory<byte>?)content : null);
        }
    }
}
