using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Kaos.A2A.Json;

namespace Kaos.A2A.Signing;

/// <summary>
/// Signs cards with ES256 (a JSON Web Signature with detached payload). The signature covers the card without its
/// signatures, so a card that is changed after signing no longer verifies.
/// </summary>
/// <param name="key">A key on the curve P-256; not disposed by this.</param>
/// <param name="keyId">Name of the key, by which readers find it.</param>
/// <param name="keySetUrl">Where the key set is served; null when readers know it otherwise.</param>
public sealed class AgentCardSigner(ECDsa key, string keyId, string? keySetUrl = null)
{
    /// <summary>The card with one more signature.</summary>
    public AgentCard Sign(AgentCard card)
    {
        var header = Base64Url.EncodeToString(Header());
        var signature = key.SignData(
            AgentCardPayload.SigningInput(header, card),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return card with
        {
            Signatures =
            [
                .. card.Signatures ?? [],
                new AgentCardSignature { Protected = header, Signature = Base64Url.EncodeToString(signature) },
            ],
        };
    }

    /// <summary>The public key as a JSON Web Key Set, to be served to readers.</summary>
    public byte[] KeySet()
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return Json(writer =>
        {
            writer.WriteStartArray("keys"u8);
            writer.WriteStartObject();
            writer.WriteString("kty"u8, "EC"u8);
            writer.WriteString("crv"u8, "P-256"u8);
            writer.WriteString("x"u8, Base64Url.EncodeToString(point.X));
            writer.WriteString("y"u8, Base64Url.EncodeToString(point.Y));
            writer.WriteString("kid"u8, keyId);
            writer.WriteString("alg"u8, "ES256"u8);
            writer.WriteString("use"u8, "sig"u8);
            writer.WriteEndObject();
            writer.WriteEndArray();
        });
    }

    private byte[] Header() => Json(writer =>
    {
        writer.WriteString("alg"u8, "ES256"u8);
        writer.WriteString("kid"u8, keyId);
        writer.WriteString("typ"u8, "JOSE"u8);
        if (keySetUrl is not null)
        {
            writer.WriteString("jku"u8, keySetUrl);
        }
    });

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var buffer = PooledBuffer.Rent();
        using (var writer = new Utf8JsonWriter(buffer, A2AJson.WriterOptions))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
