using Kaos.Contracts.Diagnosis;

namespace Kaos.Diagnosis.Rules.Images;

/// <summary>Tells from the runtime's words why an image cannot be had; the words differ by registry and runtime.</summary>
internal static class PullFailure
{
    private static readonly string[] Denied =
        ["unauthorized", "403 forbidden", "pull access denied", "authentication required", "no basic auth", "denied",
            "401 unauthorized", "status code 401", "status: 401"];

    private static readonly string[] UnknownHost =
        ["no such host", "server misbehaving", "connection refused", "i/o timeout", "network is unreachable", "dial tcp",
            "tls handshake", "x509"];

    private static readonly string[] Missing =
        ["not found", "manifest unknown", "notfound", "name unknown", "repository does not exist", "invalid reference"];

    /// <summary>Null when the words say none of the three.</summary>
    public static (string Cause, string Hypothesis)? Of(string message)
    {
        // "repository does not exist or may require authorization" speaks of access as much as of absence.
        if (Has(message, UnknownHost))
        {
            return (CauseCodes.ImagePullHost, "the registry cannot be reached");
        }

        return Has(message, Denied) ? (CauseCodes.ImagePullDenied, "the registry refuses access")
            : Has(message, Missing) ? (CauseCodes.ImagePullMissing, "the image or tag does not exist")
            : null;
    }

    private static bool Has(string text, string[] words) =>
        words.Any(w => text.Contains(w, StringComparison.OrdinalIgnoreCase));
}
