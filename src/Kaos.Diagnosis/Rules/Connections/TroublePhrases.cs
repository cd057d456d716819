namespace Kaos.Diagnosis.Rules.Connections;

/// <summary>
/// The words by which runtimes, drivers and proxies report each kind of trouble; the more exact kinds first.
/// </summary>
internal static class TroublePhrases
{
    // Chatter that uses the same words and reports no trouble.
    private static readonly string[] Harmless =
        ["client-side throttling", "Connection pool is full, discarding", "is before 2"];

    private static readonly (TroubleKind Kind, string[] Phrases)[] All =
    [
        (TroubleKind.CertificateExpired,
        [
            "certificate has expired", "certificate expired", "CERT_HAS_EXPIRED", "certificate is expired",
            "validity check failed", "NotTimeValid", "certificate_expired",
        ]),
        (TroubleKind.CertificateName,
        [
            "certificate is valid for", "certificate is not valid for", "Hostname mismatch", "ALTNAME_INVALID",
            "does not match certificate's altnames", "No subject alternative", "doesn't contain any IP SANs",
            "RemoteCertificateNameMismatch", "not valid for any names", "certificate subject name",
            "doesn't match either of",
        ]),
        (TroubleKind.CertificateUntrusted,
        [
            "signed by unknown authority", "self signed certificate", "self-signed certificate",
            "unable to get local issuer certificate", "unable to verify the first certificate",
            "PKIX path building failed",
            "CERTIFICATE_VERIFY_FAILED", "UntrustedRoot", "certificate verify failed", "unknown ca",
        ]),
        (TroubleKind.Protocol,
        [
            "first record does not look like a TLS handshake", "wrong version number", "HTTP response to HTTPS client",
            "HTTP request to an HTTPS server", "HTTP request was sent to HTTPS port",
            "Unsupported or unrecognized SSL message",
            "malformed HTTP response", "Invalid HTTP request received", "server does not support SSL", "no encryption",
        ]),
        (TroubleKind.CredentialsRefused,
        [
            "password authentication failed", "Access denied for user", "WRONGPASS", "NOAUTH",
            "invalid username-password pair", "SASL authentication failed", "Login failed for user", "ACCESS_REFUSED",
            "Authentication failed", "invalid password", "ORA-01017", "28P01",
        ]),
        (TroubleKind.TooManyConnections,
        [
            "too many clients already", "Too many connections", "remaining connection slots",
            "max number of clients reached", "max_user_connections", "too many connections for role", "ORA-12519",
        ]),
        (TroubleKind.PoolExhausted,
        [
            "pool exhausted", "pool is exhausted", "QueuePool limit", "Connection is not available, request timed out",
            "Timeout acquiring a connection", "prior to obtaining a connection from the pool",
            "waiting for connection from pool", "waiting for an idle connection", "no free connection",
            "Timed out fetching a new connection from the connection pool",
        ]),
        (TroubleKind.RateLimited,
        [
            "429 Too Many Requests", "too many requests", "rate limit exceeded", "rate limited", "RateLimitExceeded",
            "ThrottlingException", "Throttling: Rate exceeded", "Rate exceeded", "status code 429", "status 429",
            "status=429", "RESOURCE_EXHAUSTED",
        ]),
        (TroubleKind.AddressInUse,
            ["address already in use", "EADDRINUSE", "Only one usage of each socket address", "Address in use"]),
        (TroubleKind.NameSilent,
        [
            "EAI_AGAIN", "Temporary failure in name resolution", ":53: i/o timeout", ":53: read: connection refused",
            ":53: connect: connection refused", "Resolving timed out", "DNS server returned no answer",
        ]),
        (TroubleKind.NameFails, ["server misbehaving", "SERVFAIL"]),
        (TroubleKind.NameUnknown,
        [
            "no such host", "ENOTFOUND", "Name or service not known", "NXDOMAIN", "UnknownHostException",
            "host not found in upstream",
            "Could not resolve host", "nodename nor servname", "Unknown MySQL server host", "Name does not resolve",
        ]),
        (TroubleKind.Refused, ["connection refused", "ECONNREFUSED", "actively refused", "Connect call failed"]),
        (TroubleKind.Reset, ["connection reset", "ECONNRESET", "reset by peer", "socket hang up"]),
        (TroubleKind.Timeout,
        [
            "i/o timeout", "ETIMEDOUT", "timed out", "deadline exceeded", "no route to host", "EHOSTUNREACH",
            "network is unreachable", "timeout expired", "connect timeout", "connection timeout", "Timeout exceeded",
            "could not be established", "Can't reach database server", "Failed to connect to",
        ]),
    ];

    public static TroubleKind? KindOf(string text)
    {
        if (Harmless.Any(h => text.Contains(h, StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        foreach (var (kind, phrases) in All)
        {
            if (phrases.Any(p => text.Contains(p, StringComparison.OrdinalIgnoreCase)))
            {
                return kind;
            }
        }

        // "Connection to ledger:5432 refused."
        return text.Contains("Connection to ", StringComparison.OrdinalIgnoreCase) &&
            text.Contains(" refused", StringComparison.Ordinal)
            ? TroubleKind.Refused
            : null;
    }
}
