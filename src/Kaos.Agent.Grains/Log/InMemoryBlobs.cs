using System.Security.Cryptography;

namespace Kaos.Agent.Grains.Log;

/// <summary>Blobs for one run; the same bound and eviction as the durable store.</summary>
/// <param name="maxBytes">Total of the clear contents; the oldest that nothing needs are evicted beyond it.</param>
/// <param name="log">Whose rows say what is needed (<see cref="BlobNeeds"/>); null: nothing is.</param>
public sealed class InMemoryBlobs(long maxBytes = 64 * 1024 * 1024, InMemoryLog? log = null) : IBlobs
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
            var over = total + content.Length - (blobs.TryGetValue(hash, out var old) ? old.Length : 0) - maxBytes;
            List<string> unneeded = [];
            foreach (var (other, held) in blobs)
            {
                if (over > 0 && other != hash && log?.Needs(other) != true)
                {
                    unneeded.Add(other);
                    over -= held.Length;
                }
            }

            if (over > 0 && !blobs.ContainsKey(hash))
            {
                throw new BlobsFullException();
            }

            foreach (var gone in unneeded.Append(hash))
            {
                total -= blobs.Remove(gone, out var removed) ? removed.Length : 0;
            }

            blobs.Add(hash, content.ToArray());
            total += content.Length;
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
