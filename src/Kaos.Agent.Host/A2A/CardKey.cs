using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Kaos.A2A;
using Kaos.A2A.Signing;
using Kaos.Agent.Host.Storage;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.A2A;

/// <summary>
/// The key that signs the card: of the settings, or of the data folder. Where neither can be read the card is served
/// unsigned, since a card is worth more than its signature.
/// </summary>
internal sealed partial class CardKey(
    IOptions<A2AEdgeOptions> edge, IOptions<StorageOptions> storage, ILogger<CardKey> logger) : IDisposable
{
    public const string KeySetPath = "/.well-known/jwks.json";

    private readonly Lock gate = new();
    private ECDsa? key;
    private string keyId = "";
    private bool isLost;

    public AgentCard Sign(AgentCard card, string address)
    {
        lock (gate)
        {
            return Open() is { } opened
                ? new AgentCardSigner(opened, keyId, address + KeySetPath).Sign(card)
                : card;
        }
    }

    /// <summary>The public key as a JSON Web Key Set; empty when cards are not signed.</summary>
    public byte[] KeySet()
    {
        lock (gate)
        {
            return Open() is { } opened ? new AgentCardSigner(opened, keyId).KeySet() : """{"keys":[]}"""u8.ToArray();
        }
    }

    public void Dispose() => key?.Dispose();

    // RFC 7638: the key's name is its own thumbprint, so a new key has a new name.
    private static string Thumbprint(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var (x, y) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        var canonical = $$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""";
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
    }

    private static byte[] Make()
    {
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Encoding.ASCII.GetBytes(made.ExportPkcs8PrivateKeyPem());
    }

    private ECDsa? Open()
    {
        if (key is not null || isLost)
        {
            return key;
        }

        try
        {
            var pem = edge.Value.SigningKey is { } file
                ? File.ReadAllBytes(file)
                : OwnerOnlyFile.ReadOrMake(
                    Path.Combine(Directory.CreateDirectory(storage.Value.Path).FullName, "card-key.pem"), Make);
            var read = ECDsa.Create();
            read.ImportFromPem(Encoding.ASCII.GetString(pem));
            (keyId, key) =
                (read.KeySize == 256 ? Thumbprint(read) : throw new CryptographicException("The key is not on P-256."),
                    read);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException
            or ArgumentException)
        {
            isLost = true;
            LogUnsigned(failure.Message);
        }

        return key;
    }

    [LoggerMessage(3411, LogLevel.Warning,
        "The agent card is served without a signature: {Why}. Set A2A:SigningKey to a PEM file with a P-256 key")]
    private partial void LogUnsigned(string why);
}
