using System.Security.Cryptography;
using Kaos.Contracts;

namespace Kaos.Agent.Host.Rest;

/// <summary>The id that makes a repeated request recognisable: the caller's <c>Idempotency-Key</c>, or a fresh
/// one.</summary>
internal static class CommandIds
{
    public const string Header = "Idempotency-Key";
    private const int MaxLength = 200;

    /// <summary>Scoped to the caller, so that nobody can take somebody else's key.</summary>
    public static string Of(HttpContext http, Principal caller)
    {
        if (http.Request.Headers[Header] is not [{ Length: > 0 } key, ..])
        {
            return $"rest-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
        }

        return key.Length <= MaxLength
            ? $"rest/{caller}/{key}"
            : throw new BadHttpRequestException($"{Header} is longer than {MaxLength} characters.");
    }
}
