namespace Kaos.Diagnosis.Sayings;

/// <summary>
/// The words by which runtimes, drivers and proxies report each kind of trouble; the more exact kinds first.
/// </summary>
internal static class TroublePhrases
{
    private const int Parts = 3;

    private static readonly PhraseTable<TroubleKind> All = new(
        (TroubleKind.CertificateExpired,
        [
            "certificate has expired", "certificate expired", "CERT_HAS_EXPIRED", "certificate is expired",
            "validity check failed", "NotTimeValid", "certificate_expired", "tls: expired certificate",
            "CertificateExpiredException", "peer certificate: Expired", "alert certificate expired",
        ]),
        (TroubleKind.CertificateName,
        [
            "certificate is valid for", "certificate is not valid for", "Hostname mismatch", "IP address mismatch",
            "ALTNAME_INVALID", "does not match certificate's altnames", "No subject alternative",
            "doesn't match any of the subject alternative", "doesn't contain any IP SANs",
            "relies on legacy Common Name", "RemoteCertificateNameMismatch", "not valid for any names",
            "NotValidForName", "certificate not valid for name", "certificate subject name", "doesn't match either of",
            "does not match the server certificate", "server certificate for*does not match host name",
            "SSLPeerUnverifiedException", "does not match the certificate", "hostname_check_failed",
        ]),
        (TroubleKind.CertificateUntrusted,
        [
            "signed by unknown authority", "self signed certificate", "self-signed certificate",
            "unable to get local issuer certificate", "unable to get issuer certificate",
            "unable to verify the first certificate", "PKIX path building failed", "PKIX path validation failed",
            "unable to find valid certification path", "CERTIFICATE_VERIFY_FAILED", "UntrustedRoot", "PartialChain",
            "certificate verify failed", "certificate verification failed", "certificate verify error", "unknown ca",
            "unknown_ca", "unknown certificate authority", "UnknownIssuer", "tls: bad certificate",
            "alert bad certificate",
            "bad_certificate", "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "SELF_SIGNED_CERT", "RemoteCertificateChainErrors",
            "certificate was rejected", "certificate is not trusted", "certificate_unknown",
        ]),
        (TroubleKind.Protocol,
        [
            "first record does not look like a TLS handshake", "wrong version number", "WRONG_VERSION_NUMBER",
            "HTTP response to HTTPS client", "HTTP request to an HTTPS server", "HTTP request was sent to HTTPS port",
            "Unsupported or unrecognized SSL message", "not an SSL/TLS record", "NotSslRecordException",
            "malformed HTTP response", "Invalid HTTP request received", "Invalid HTTP request line: '\\x16",
            "does not support SSL", "does not support TLS", "No SSL enabled connection", "no encryption", "SSL off",
            "protocol_version", "protocol version not supported", "alert protocol version", "unsupported protocol",
            "UNSUPPORTED_PROTOCOL", "Cannot determine the frame size", "http2: frame too large",
            "Invalid receive (size", "InvalidReceiveException", "insecure transport", "no cipher suites in common",
            "no shared cipher", "NO_SHARED_CIPHER", "handshake_failure", "handshake failure", "EPROTO",
            "no application protocol", "tlsv1 alert", "missing selected ALPN property",
        ]),
        (TroubleKind.TooManyConnections, ["connection limit*is reached", "connection limit exceeded"]),
        (TroubleKind.Denied,
        [
            "is not authorized to perform", "not authorized to perform", "not authorized to access",
            "AuthorizationException", "NOPERM", "permission denied for", "InsufficientPrivilege",
            "command denied to user",
            "Access denied for user*to database", "not authorized on", "permission was denied on the object",
            "access to*refused for user", "Permissions Violation", "is unauthorized for user",
            "does not have authorization to perform", "AuthorizationFailed", "AuthorizationPermissionMismatch",
            "UnauthorizedOperation", "does not have*access to", "does not have permission", "ORA-01031",
            "TOPIC_AUTHORIZATION_FAILED", "GROUP_AUTHORIZATION_FAILED", "CLUSTER_AUTHORIZATION_FAILED",
            "not authorized to use this resource", "insufficient_scope", "insufficient privileges",
        ]),
        (TroubleKind.TooManyConnections,
        [
            "too many clients already", "remaining connection slots", "max number of clients reached",
            "max_user_connections", "too many connections for role", "too many connections for database",
            "ORA-12519", "ORA-12516", "ORA-12520", "ORA-00018", "ORA-00020", "no more connections allowed",
            "maximum connections exceeded", "too many open connections", "because of many connection errors",
            "the request limit for the database", "ERROR 1040", "(1040,",
            "SqlException*Too many connections", "ER_CON_COUNT_ERROR", "SQL error*Too many connections",
        ]),
        (TroubleKind.PoolExhausted,
        [
            "pool exhausted", "pool is exhausted", "pool has been exhausted", "PoolExhausted", "ExhaustedPool",
            "QueuePool limit", "Connection is not available, request timed out", "Timeout acquiring a connection",
            "prior to obtaining a connection from the pool", "waiting for connection from pool",
            "waiting for an idle connection", "waiting for idle object", "waiting for an open connection",
            "waiting for a connection to server", "no free connection", "No connection available",
            "fetching a new connection from the connection pool", "checking out a connection", "acquisition timeout",
            "PoolTimeout", "couldn't get a connection after", "could not obtain a connection from",
            "connection not available and request was dropped", "connection pool timeout", "pool timed out",
            "ConnectionAcquireTimeout", "timeout exceeded when trying to connect", "timed out waiting for connection",
            "query_wait_timeout", "acquire queue has reached", "PoolAcquire", "connection pool*is full",
            "Unable to fetch a connection in", "all pooled connections were in use",
            "ConnectionError: Too many connections", "WaitQueueTimeout", "No available connections in the pool",
            "ConnectionPoolTimeout", "ResourceRequest timed out",
        ]),
        (TroubleKind.TooManyConnections, ["Too many connections"]),
        (TroubleKind.CredentialsRefused,
        [
            "password authentication failed", "Access denied for user", "WRONGPASS", "NOAUTH", "Client sent AUTH",
            "invalid username-password pair", "SASL authentication failed", "SaslAuthenticationException",
            "Login failed for user", "Login was refused", "login refused", "ACCESS_REFUSED", "AccessRefused",
            "Authentication failed", "authentication error", "AuthenticationException", "authentication failure",
            "unable to authenticate", "Exception authenticating", "auth error", "invalid password", "ORA-01017",
            "ORA-28000", "28P01", "28000", "no password was provided", "no password supplied", "role*does not exist",
            "missing authentication credentials", "Authorization Violation", "auth/kubernetes/login*permission denied",
            "Errors:*permission denied",
            "auth/kubernetes/login*Code: 403", "InvalidClientTokenId", "ExpiredToken", "UnrecognizedClientException",
            "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidIdentityToken", "Unable to locate credentials",
            "unable to load credentials", "failed to refresh cached credentials", "NoCredentialProviders",
            "no valid credential", "credentials were not found", "could not find default credentials",
            "CredentialUnavailable", "failed to retrieve a token", "invalid_grant", "invalid_client", "invalid_token",
            "Invalid client secret", "AADSTS", "invalid authentication credentials", "code = Unauthenticated",
            "UNAUTHENTICATED", "Invalid Credentials", "bad credentials", "Permission denied (publickey",
            "SMTPAuthenticationError", "ExpiredSignature", "Signature has expired", "TokenExpired",
            "token is expired", "token has expired", "token has invalid claims", "jwt expired", "You must be logged in",
            "InvalidApiKey", "invalid api key", "Incorrect API key", "could not read Username",
            "security_exception", "LOGON_DENIED", "did not authenticate", "logon failure",
            "authentication required", "authentication is required", "login required",
        ]),
        (TroubleKind.RateLimited,
        [
            "429 Too Many Requests", "429 Client Error", "toomanyrequests", "too many requests", "rate limit exceeded",
            "rate limit reached", "rate-limit", "rate limited", "rateLimited", "RateLimitExceeded", "RateLimitError",
            "ThrottlingException", "Throttling:", "ThrottledException", "is being throttled", "request was throttled",
            "Rate exceeded", "RequestLimitExceeded", "SlowDown", "reduce your request rate",
            "ProvisionedThroughputExceeded", "TooManyRequests", "Quota exceeded for quota metric",
            "usage limit exceeded",
        ]),
        (TroubleKind.AddressInUse,
        [
            "address already in use", "EADDRINUSE", "Only one usage of each socket address", "Address in use",
            "port*was already in use", "port*is already in use", "port*is already allocated", "Connection in use:",
        ]),
        (TroubleKind.NameSilent,
        [
            "EAI_AGAIN", "Temporary failure in name resolution", "i/o timeout on*:53", ":53: i/o timeout",
            ":53: read: connection refused", ":53: connect: connection refused", "Resolving timed out",
            "DNS server returned no answer", "no servers could be reached", "DnsNameResolverTimeout",
            "could not be resolved (110", "ETIMEOUT", "lookup*: Try again", "dial tcp: lookup*: i/o timeout",
            "Resource temporarily unavailable*System.Net.Dns", "Resource temporarily unavailable (*:",
        ]),
        (TroubleKind.NameFails,
        [
            "server misbehaving", "SERVFAIL", "ESERVFAIL", "DNS server returned general failure",
            "could not be resolved (2",
        ]),
        (TroubleKind.NameUnknown,
        [
            "no such host", "ENOTFOUND", "Name or service not known", "NXDOMAIN", "UnknownHostException",
            "UnresolvedAddressException", "host not found in", "Could not resolve host", "could not resolve server",
            "couldn't resolve server", "could not resolve address", "could not be resolved (3",
            "No resolvable bootstrap",
            "nodename nor servname", "Unknown MySQL server host", "Unknown server host", "Name does not resolve",
            "Failed to resolve", "No address associated with hostname", "non-existing domain", "bad address '",
            "could not translate host name", "getaddrinfo*failed", "Host not found", "DNS resolution failed",
            "failed to lookup address", "No such host is known", "ClientConnectorDNSError", "NameResolutionError",
        ]),
        (TroubleKind.Unready,
        [
            "database system is starting up", "database system is shutting down", "database system is in recovery",
            "database system is not yet accepting", "LOADING Redis", "MASTERDOWN", "CLUSTERDOWN", "-READONLY",
            "READONLY You can't write", "read only replica", "read-only transaction", "--read-only option",
            "super-read-only", "MISCONF Redis", "not primary", "NotPrimary", "NotWritablePrimary", "NotMaster",
            "No primary found", "NotLeaderOrFollower", "NotLeaderForPartition", "NOT_LEADER", "NOT_ENOUGH_REPLICAS",
            "CoordinatorNotAvailable", "COORDINATOR_NOT_AVAILABLE", "leadership election", "no healthy upstream",
            "no live upstreams", "has no server available", "no healthy backend", "master_not_discovered",
            "NoShardAvailable", "all shards failed", "no living connections", "NoLivingConnections",
            "etcdserver: no leader", "etcdserver: request timed out", "etcdserver: leader changed", "Vault is sealed",
            "No cluster leader", "no responders available", "system temporarily unavailable",
            "service*temporarily unavailable", "is down or inaccessible", "service unavailable", "server is not ready",
            "ServiceUnavailable", "502 Bad Gateway", "Bad Gateway", "upstream connect error*connection failure",
            "no_available_server", "cluster_block_exception", "NotController", "InvalidReplicationFactor",
            "rejecting connections", "slots are covered", "empty ring", "CONNECTION_FORCED", "broker forced",
            "NoNodeAvailable",
        ]),
        (TroubleKind.Refused,
        [
            "connection refused", "ECONNREFUSED", "actively refused", "Connect call failed", "error: 111",
            "couldn't connect to server", "Connection to*refused", "could not connect to server: Connection refused",
            "UnableToConnect", "unable to connect to the redis", "not possible to connect to the redis",
            "Can't connect to MySQL server*(111", "os error 111", "Errno 111", "dial unix*no such file",
            "brokers are down", "socket*no such file or directory",
        ]),
        (TroubleKind.Reset,
        [
            "connection reset", "ECONNRESET", "reset by peer", "socket hang up", "server closed the connection",
            "server has gone away", "Lost connection to", "Connection lost", "prematurely closed connection",
            "closed connection without response", "response ended prematurely", "Connection terminated unexpectedly",
            "connection closed before message", "IncompleteMessage", "read error on connection",
            "An I/O error occurred while sending to the backend", "reset reason", "connection termination",
            "terminating connection due to", "Connection aborted", "Unexpected close", "EOFError", "EOFException",
            "unexpected EOF", "Software caused connection abort", "ECONNABORTED", "was forcibly closed", "broken pipe",
            "EPIPE", "connection was closed", "server closed idle connection", ": EOF",
            "connection unexpectedly closed",
        ]),
        (TroubleKind.Timeout,
        [
            "i/o timeout", "ETIMEDOUT", "timed out", "deadline exceeded", "no route to host", "EHOSTUNREACH",
            "network is unreachable", "ENETUNREACH", "host unreachable", "host is unreachable", "timeout expired",
            "connect timeout", "connection timeout", "Timeout exceeded", "timeout of*exceeded", "handshake timeout",
            "selection timeout", "could not be established", "Can't reach database server", "Failed to connect to",
            "UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "HttpClient.Timeout", "Timeout performing",
            "Timeout connecting", "ReadTimeout", "OpenTimeout", "TimeoutError", "TimeoutException", "DEADLINE_EXCEEDED",
            "DeadlineExceeded", "deadline has elapsed", "execution expired", "Timeout Expired", "Layer4 timeout",
            "Layer7 timeout", "not present in metadata after", "has passed since batch creation", "NoBrokersAvailable",
            "broker transport failure", "ConnectionLoss", "(EXIT) time out", "was not found or was not accessible",
            "os error 110", "Communications link failure", "request timeout", "504 Gateway", "Gateway Timeout",
            "buffering timed out", ": timeout", "Unable to connect to", "Could not connect to",
            "All configured nodes*unreachable",
        ]),
        (TroubleKind.Denied,
        [
            "403 Forbidden", "AccessDenied)", "AccessDenied:", "AccessDeniedException: User", "Access Denied",
            "code = PermissionDenied", "PERMISSION_DENIED",
            "request is not authorized", "Forbidden for url",
        ]),
        (TroubleKind.CredentialsRefused, ["401 Unauthorized", ": Unauthorized", "(Unauthorized)"]),
        (TroubleKind.RateLimited, ["RESOURCE_EXHAUSTED: quota", "code = ResourceExhausted desc = quota"]),
        (TroubleKind.Unready, ["code = Unavailable", "UNAVAILABLE:", "StatusCode.UNAVAILABLE"]));

    /// <summary>Words that also come with a fault of which the line says more.</summary>
    private static bool IsVague(TroubleKind kind) => kind is TroubleKind.Timeout or TroubleKind.Unready
        or TroubleKind.Reset or TroubleKind.Denied;

    /// <param name="text">An entry of a log.</param>
    public static TroubleKind? KindOf(string text) => Noise.Is(text) || Clocks.RunApart(text) ? null
        : Find(text) is { } kind ? IsVague(kind) && FaultPhrases.IsExact(text) ? null : Innermost(kind, text)
        : FaultPhrases.Find(text) is null ? Inference.Of(text)?.Trouble
        : null;

    // Errors are wrapped in what was tried, "log in: dial tcp 10.0.0.4:389: connection refused": the last part that
    // says anything is the cause.
    private static TroubleKind? Innermost(TroubleKind whole, string text)
    {
        var at = MayWrap(whole) ? text.Length : 0;
        for (var parts = 0; parts < Parts && at > 0; parts++)
        {
            at = text.LastIndexOf(": ", at - 1, StringComparison.Ordinal);
            var part = at < 0 ? "" : text[(at + 2)..];
            if (Find(part) is { } inner)
            {
                return IsPlain(inner) ? inner : whole;
            }

            if (FaultPhrases.Find(part) is not null)
            {
                return IsVague(whole) ? null : whole;
            }
        }

        return whole;
    }

    private static bool MayWrap(TroubleKind kind) => kind is TroubleKind.CredentialsRefused or TroubleKind.Timeout
        or TroubleKind.Reset or TroubleKind.Denied or TroubleKind.PoolExhausted;

    // What no other trouble is the cause of.
    private static bool IsPlain(TroubleKind kind) => kind is TroubleKind.Refused or TroubleKind.NameUnknown
        or TroubleKind.NameFails or TroubleKind.NameSilent or TroubleKind.CertificateExpired
        or TroubleKind.CertificateName or TroubleKind.CertificateUntrusted or TroubleKind.Protocol;

    /// <summary>By its phrases and statuses alone.</summary>
    public static TroubleKind? Find(string text) => All.Find(text) ?? HttpStatus.KindOf(text);
}
