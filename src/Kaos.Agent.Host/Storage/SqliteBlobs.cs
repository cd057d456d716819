using System.Security.Cryptography;
using System.Text;
using Kaos.Agent.Grains.Log;

namespace Kaos.Agent.Host.Storage;

/// <summary>Blobs beside the events, each sealed with AES-256-GCM; the content's hash is bound to the seal.</summary>
internal sealed class SqliteBlobs(SqliteStorage storage) : IBlobs
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    public async ValueTask<string> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, storage.Options.MaxBlobBytes, nameof(content));
        var hash = Convert.ToHexStringLower(SHA256.HashData(content.Span));
        var fits = false;
        var work = new ActionWork(session =>
            fits = session.PutBlob(hash, Seal(hash, content.Span), storage.Options.MaxBlobBytes));
        await storage.SubmitAsync(work, cancellationToken);
        await work.Done;
        return fits ? hash : throw new BlobsFullException();
    }

    public ValueTask<ReadOnlyMemory<byte>?> FindAsync(string hash, CancellationToken cancellationToken) =>
        new(storage.Readers.Use<ReadOnlyMemory<byte>?>(reader =>
        {
            using var command = reader.Connection.CreateCommand();
            command.CommandText = "SELECT nonce, tag, data FROM blobs WHERE hash = $hash";
            command.Parameters.AddWithValue("$hash", hash);
            using var row = command.ExecuteReader();
            return row.Read()
                ? (ReadOnlyMemory<byte>?)Open(
                    hash, new(row.GetFieldValue<byte[]>(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(2)))
                : null;
        }));

    private SealedBlob Seal(string hash, ReadOnlySpan<byte> content)
    {
        var blob = new SealedBlob(
            RandomNumberGenerator.GetBytes(NonceSize), new byte[TagSize], new byte[content.Length]);
        using var aes = new AesGcm(storage.BlobKey, TagSize);
        aes.Encrypt(blob.Nonce, content, blob.Data, blob.Tag, Encoding.ASCII.GetBytes(hash));
        return blob;
    }

    private byte[] Open(string hash, SealedBlob blob)
    {
        var content = new byte[blob.Data.Length];
        using var aes = new AesGcm(storage.BlobKey, TagSize);
        try
        {
            aes.Decrypt(blob.Nonce, blob.Data, blob.Tag, content, Encoding.ASCII.GetBytes(hash));
        }
        catch (AuthenticationTagMismatchException exception)
        {
            throw new InvalidDataException(
                $"Blob {hash} cannot be opened with this folder's blob.key: the key was replaced or the blob was changed. "
                + "Restore kaos.db and blob.key from the same backup.",
                exception);
        }

        return content;
    }
}

/// <summary>A blob as it is stored.</summary>
internal sealed record SealedBlob(byte[] Nonce, byte[] Tag, byte[] Data);
