using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Kaos.A2A.Signing;

/// <summary>Checks signatures of cards.</summary>
public static class AgentCardVerifier
{
    private const int MaxHeaderLength = 4096;

    /// <summary>Whether at least one ES256 signature is good under a key that the caller trusts.</summary>
    /// <param name="card">The card with its signatures.</param>
    /// <param name="findKey">The trusted key of a key id, or null. A <c>jku</c> in the card is never followed.</param>
    public static bool Verify(AgentCard card, Func<string, ECDsa?> findKey) =>
        (card.Signatures ?? []).Any(signature => IsGood(card, signature, findKey));

    private static bool IsGood(AgentCard card, AgentCardSignature signature, Func<string, ECDsa?> findKey)
    {
        if (signature is not { Protected.Length: > 0 and <= MaxHeaderLength, Signature: not null } ||
            !Base64Url.IsValid(signature.Protected) || !Base64Url.IsValid(signature.Signature) ||
            KeyId(Base64Url.DecodeFromChars(signature.Protected)) is not { } keyId ||
            findKey(keyId) is not { } key)
        {
            return false;
        }

        return key.VerifyData(
            AgentCardPayload.SigningInput(signature.Protected, card),
            Base64Url.DecodeFromChars(signature.Signature),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>The key id of an ES256 header; null for any other header.</summary>
    private static string? KeyId(byte[] header)
    {
        try
        {
            using var document = JsonDocument.Parse(header);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root &&
                root.TryGetProperty("alg", out var algorithm) && algorithm.ValueEquals("ES256") &&
                root.TryGetProperty("kid", out var keyId) && keyId.ValueKind == JsonValueKind.String
                    ? keyId.GetString()
                    : null;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
