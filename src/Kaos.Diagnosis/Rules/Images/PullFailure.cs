using Kaos.Contracts.Diagnosis;

namespace Kaos.Diagnosis.Rules.Images;

/// <summary>
/// Tells from the runtime's words why an image cannot be had; the words differ by registry and runtime.
/// </summary>
internal static class PullFailure
{
    // The first row whose words are said decides: a registry that limits also says "denied", one that is not reached
    // "unauthorized" by its proxy, and a missing architecture or layer is "not found" too.
    private static readonly (string Cause, string Why, string[] Words)[] Table =
    [
        (CauseCodes.ImageSignatureRefused, "the node's policy wants a signature that the image does not have",
            ["signature", "source image rejected", "is rejected by policy"]),
        (CauseCodes.ImageRateLimit, "the registry limits how often images are pulled",
            ["toomanyrequests", "too many requests", "rate limit", "rate exceeded", "429"]),
        (CauseCodes.NodeDiskPressure, "the node has no room left for it", ["no space left", "disk quota exceeded"]),
        (CauseCodes.ImageArchitecture, "the image is not built for the node's processor",
            ["no match for platform", "no matching manifest for", "does not match the specified platform",
                "no child with platform", "for architecture", "cannot be used on this platform",
                "operating system is not supported"]),
        (CauseCodes.ImageUnsupported, "the image is of a format that the node's runtime does not read",
            ["media type", "mediatype", "mime type", "schema 1", "schema version", "unsupported manifest",
                "invalid tar header", "unsupported compression", "no longer supported"]),
        (CauseCodes.ImagePullHost, "the registry cannot be reached",
            ["proxyconnect", "proxy authentication required", "tls handshake timeout"]),
        (CauseCodes.ImageRegistryTls, "the registry speaks no TLS", ["server gave http response"]),
        (CauseCodes.ImageRegistryTls, "the registry's certificate is not trusted", ["x509", "tls: ", "certificate"]),
        (CauseCodes.ImagePullHost, "the registry cannot be reached",
            ["no such host", "server misbehaving", "connection refused", "connection reset", "i/o timeout",
                "network is unreachable", "no route to host", "dial tcp", "client.timeout", "deadline exceeded",
                "while waiting for connection", "registry is unavailable"]),

        // "repository does not exist or may require authorization" speaks of access as much as of absence.
        (CauseCodes.ImagePullDenied, "the registry refuses access",
            ["unauthorized", "403 forbidden", "denied", "authentication required", "no basic auth",
                "status code 401", "status: 401", "failed to authorize", "authorization failed",
                "insufficient_scope"]),
        (CauseCodes.ImagePullMissing, "the image or tag does not exist",
            ["not found", "manifest unknown", "manifest_unknown", "notfound", "name unknown", "name_unknown",
                "does not exist", "invalid reference"]),
    ];

    /// <summary>Null when the words say none of these: a registry that fails, an answer that breaks off.</summary>
    public static (string Cause, string Hypothesis)? Of(string message)
    {
        foreach (var (cause, why, words) in Table)
        {
            if (Array.Exists(words, w => message.Contains(w, StringComparison.OrdinalIgnoreCase)))
            {
                return (cause, why);
            }
        }

        return null;
    }
}
