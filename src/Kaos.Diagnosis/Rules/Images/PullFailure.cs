using Kaos.Contracts.Diagnosis;

namespace Kaos.Diagnosis.Rules.Images;

/// <summary>
/// Tells from the runtime's words why an image cannot be had; the words differ by registry and runtime.
/// </summary>
internal static class PullFailure
{
    private static readonly string[] Denied =
        ["unauthorized", "403 forbidden", "pull access denied", "authentication required", "no basic auth", "denied",
            "401 unauthorized", "status code 401", "status: 401"];

    private static readonly string[] UnknownHost =
        ["no such host", "server misbehaving", "connection refused", "i/o timeout", "network is unreachable",
            "dial tcp",
            "tls handshake timeout"];

    private static readonly string[] RateLimit = ["toomanyrequests", "too many requests", "rate limit", "429"];

    private static readonly string[] Tls =
        ["x509", "server gave http response to https client", "tls: ", "certificate"];

    private static readonly string[] Platform =
        ["no match for platform", "no matching manifest for", "does not match the specified platform",
            "no child with platform"];

    private static readonly string[] Missing =
        ["not found", "manifest unknown", "notfound", "name unknown", "repository does not exist", "invalid reference"];

    /// <summary>Null when the words say none of these.</summary>
    public static (string Cause, string Hypothesis)? Of(string message)
    {
        if (Has(message, RateLimit))
        {
            return (CauseCodes.ImageRateLimit, "the registry limits how often images are pulled");
        }

        if (Has(message, Platform))
        {
            return (CauseCodes.ImageArchitecture, "the image is not built for the node's processor");
        }

        if (Has(message, Tls))
        {
            return (CauseCodes.ImageRegistryTls, Has(message, ["server gave http response"])
                ? "the registry speaks no TLS"
                : "the registry's certificate is not trusted");
        }

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
