using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Kaos.Kubernetes.Configuration;

/// <summary>The <c>cluster</c> part of a kubeconfig.</summary>
internal static class KubeconfigCluster
{
    public static ClusterConnection Read(KubeconfigEntry entry, string clusterName, string contextName)
    {
        var server = entry.Required("server", $"cluster '{clusterName}'");
        if (!Uri.TryCreate(server, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
        {
            throw entry.Fault(
                $"the server '{server}' of cluster '{clusterName}' is no URL such as https://10.0.0.1:6443.", "server");
        }

        var authorities = entry.Bytes("certificate-authority");
        var insecure = entry.Flag("insecure-skip-tls-verify");
        if (insecure && authorities is not null)
        {
            throw entry.Fault(
                $"cluster '{clusterName}' names a certificate authority and also says insecure-skip-tls-verify. Remove the latter.",
                "insecure-skip-tls-verify");
        }

        return new ClusterConnection
        {
            Name = contextName,
            Server = address,
            TlsServerName = entry.Text("tls-server-name"),
            InsecureSkipTlsVerify = insecure,
            CertificateAuthorities = authorities is null ? null : Authorities(entry, clusterName, authorities),
        };
    }

    private static X509Certificate2Collection Authorities(KubeconfigEntry entry, string clusterName, byte[] pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Encoding.UTF8.GetString(pem));
        }
        catch (CryptographicException broken)
        {
            throw new KubeconfigException(
                $"the certificate authority of cluster '{clusterName}' is damaged: {broken.Message}",
                entry.File,
                CaLine(entry),
                broken);
        }

        return certificates.Count > 0
            ? certificates
            : throw new KubeconfigException(
                $"the certificate authority of cluster '{clusterName}' holds no PEM certificate. Copy it anew from the cluster.",
                entry.File,
                CaLine(entry));
    }

    private static long CaLine(KubeconfigEntry entry) =>
        entry.LineOf(
            entry.Text("certificate-authority-data") is null ? "certificate-authority" : "certificate-authority-data");
}
