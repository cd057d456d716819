using Kaos.Diagnosis.Sayings;

namespace Kaos.Diagnosis.Tests;

public sealed class TroubleTests
{
    [Theory]
    [InlineData("dial tcp ledger-db:5432: connect: connection refused", "Refused", "ledger-db", 5432)]
    [InlineData("dial tcp 10.96.14.3:5432: i/o timeout", "Timeout", "10.96.14.3", 5432)]
    [InlineData("read tcp 10.244.1.2:50512->10.96.1.3:5432: read: connection reset by peer", "Reset", "10.96.1.3",
        5432)]
    [InlineData("dial tcp: lookup db.shop on 10.96.0.10:53: no such host", "NameUnknown", "db.shop", null)]
    [InlineData("lookup db on 10.96.0.10:53: server misbehaving", "NameFails", "db", null)]
    [InlineData("getaddrinfo EAI_AGAIN redis", "NameSilent", "redis", null)]
    [InlineData("Error: getaddrinfo ENOTFOUND tax-office.gov", "NameUnknown", "tax-office.gov", null)]
    [InlineData("java.net.UnknownHostException: points-engine", "NameUnknown", "points-engine", null)]
    [InlineData("connection to server at \"orders-pg\" (10.96.3.4), port 5432 failed: Connection refused", "Refused",
        "orders-pg", 5432)]
    [InlineData("Connection to ledger:5432 refused. Check that the hostname and port are correct", "Refused", "ledger",
        5432)]
    [InlineData("HTTPSConnectionPool(host='api.pay.example', port=443): Max retries exceeded: Connection refused",
        "Refused", "api.pay.example", 443)]
    [InlineData("Get \"https://pay.example/v1\": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-03-14T10:36:51Z is after 2026-03-14T09:55:00Z",
        "CertificateExpired", "pay.example", null)]
    [InlineData("x509: certificate is valid for a.example, not b.example", "CertificateName", null, null)]
    [InlineData("Post \"https://ingest:8080/v1\": http: server gave HTTP response to HTTPS client", "Protocol",
        "ingest", 8080)]
    [InlineData("FATAL: password authentication failed for user \"sync\"", "CredentialsRefused", null, null)]
    [InlineData("pq: sorry, too many clients already", "TooManyConnections", null, null)]
    [InlineData("HikariPool-1 - Connection is not available, request timed out after 30000ms", "PoolExhausted", null,
        null)]
    [InlineData("GET https://api.skycast.example/v3: 429 Too Many Requests", "RateLimited", "api.skycast.example",
        null)]
    [InlineData("listen tcp :8080: bind: address already in use", "AddressInUse", null, 8080)]
    [InlineData("connect() failed (111: Connection refused) while connecting to upstream, client: 10.1.1.1, server: _, request: \"GET / HTTP/1.1\", upstream: \"http://10.244.1.7:8080/\"",
        "Refused", "10.244.1.7", 8080)]
    [InlineData("Connection to node -1 (broker/10.100.7.219:9092) could not be established. Node may not be available.",
        "Timeout", "broker", 9092)]
    [InlineData("fare lookup failed: dial tcp 10.100.7.221:7070: connect: connection refused", "Refused",
        "10.100.7.221", 7070)]
    public void In_WordsOfARuntime_GivesKindAndHost(string line, string kind, string? host, int? port)
    {
        var trouble = Trouble.In(line);

        trouble.ShouldNotBeNull();
        trouble.Kind.ToString().ShouldBe(kind);
        trouble.Host.ShouldBe(host);
        trouble.Port.ShouldBe(port);
    }

    [Theory]
    [InlineData("Waited for 1.1s due to client-side throttling, not priority and fairness, request: GET:https://10.96.0.1:443/api (too many requests)")]
    [InlineData("Connection pool is full, discarding connection: api.example. Connection pool size: 10")]
    [InlineData("x509: certificate has expired or is not yet valid: current time 2026-03-14T10:36:51Z is before 2026-03-14T11:55:00Z")]
    [InlineData("panic: runtime error: index out of range [14] with length 14")]
    public void In_OtherWords_GivesNothing(string line) => Trouble.In(line).ShouldBeNull();
}
