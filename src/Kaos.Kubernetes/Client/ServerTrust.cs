using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Kaos.Kubernetes.Configuration;

namespace Kaos.Kubernetes.Client;

/// <summary>Connections: whom we trust and with which certificate we sign in.</summary>
internal static class ServerTrust
{
    /// <param name="shown">Hears of the certificate with which the server answers each new connection.</param>
    public static SocketsHttpHandler Handler(ClusterConnection connection, Action<X509Certificate2> shown) => new()
    {
        AutomaticDecompression = DecompressionMethods.GZip,
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),

        // A load balancer's address may move; client certificates from exec plugins expire.
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        EnableMultipleHttp2Connections = true,

        // A watch on a dead connection would otherwise wait for ever.
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
        SslOptions = Tls(connection, shown),
    };

    private static SslClientAuthenticationOptions Tls(
        ClusterConnection connection, Action<X509Certificate2> shown) => new()
        {
            LocalCertificateSelectionCallback = (_, _, _, _, _) => ClientCertificate(connection),
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            {
                if (certificate is X509Certificate2 server)
                {
                    shown(server);
                }

                return connection.InsecureSkipTlsVerify || IsTrusted(connection, certificate, chain, errors);
            },
        };

#pragma warning disable CS8603 // SslStream takes null for "no certificate", though its signature does not say so.
    /// <summary>Cached by the credentials, which every request has asked before a connection is made.</summary>
    private static X509Certificate ClientCertificate(ClusterConnection connection)
    {
        var pending = connection.Credentials.GetAsync(refused: false, CancellationToken.None);
        return pending.IsCompletedSuccessfully ? pending.Result.ClientCertificate : null;
    }
#pragma warning restore CS8603

    private static bool IsTrusted(
        ClusterConnection connection, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        connection.CertificateAuthorities is { } authorities
            ? CertificateTrust.IsBy(authorities, certificate, chain, errors)
            : errors == SslPolicyErrors.None;
}
