using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Kaos.Kubernetes.Client;

/// <summary>
/// Whether a server's certificate is by one of a few authorities, and by no other. Pure but for the clock.
/// </summary>
public static class CertificateTrust
{
    /// <summary>False, too, where the certificate is for another name or not valid now.</summary>
    /// <param name="chain">What the server sent beside its certificate; null: nothing.</param>
    /// <param name="errors">As the handshake found them against the system's own authorities.</param>
    public static bool IsBy(
        X509Certificate2Collection authorities, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 server ||
            (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.CustomTrustStore.AddRange(authorities);
        if (chain is not null)
        {
            foreach (var element in chain.ChainElements)
            {
                own.ChainPolicy.ExtraStore.Add(element.Certificate);
            }
        }

        return own.Build(server);
    }
}
