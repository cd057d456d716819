using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kaos.Kubernetes.Client;

namespace Kaos.Agent.Host.Grants;

/// <summary>Connections to brokers: trusted by the authorities of one file, and by no other.</summary>
internal static class BrokerWire
{
    public static HttpClient Client(GrantsOptions options) => new(new SocketsHttpHandler
    {
        // A token goes to the broker, and not where an answer points.
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        SslOptions = new()
        {
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                IsTrusted(
                    options.CaFile, authorities => CertificateTrust.IsBy(authorities, certificate, chain, errors)),
        },
    })
    {
        Timeout = TimeSpan.FromSeconds(15),
    };

    /// <summary>The certificates of a PEM file.</summary>
    public static X509Certificate2Collection Authorities(string file)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities;
    }

    // Without the file nobody is trusted.
    private static bool IsTrusted(string? file, Func<X509Certificate2Collection, bool> isBy)
    {
        try
        {
            return file is not null && isBy(Authorities(file));
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return false;
        }
    }
}
