using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kaos.Kubernetes.Configuration;

/// <summary>
/// The connection of a pod to its own cluster, by its service account; the token is read again as the kubelet renews
/// it.
/// </summary>
public static class InClusterConfig
{
    /// <summary>Where the kubelet mounts token, authority and namespace.</summary>
    public const string DefaultFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Whether this process seems to run in a pod with a service account.</summary>
    /// <param name="host">The value of <c>KUBERNETES_SERVICE_HOST</c>.</param>
    /// <param name="folder">The mounted folder.</param>
    public static bool IsPresent(string? host, string folder = DefaultFolder) =>
        !string.IsNullOrEmpty(host) && File.Exists(Path.Combine(folder, "token"));

    /// <param name="host">The value of <c>KUBERNETES_SERVICE_HOST</c>.</param>
    /// <param name="port">The value of <c>KUBERNETES_SERVICE_PORT</c>; 443 when empty.</param>
    /// <param name="time">For re-reading the token.</param>
    /// <param name="folder">The mounted folder.</param>
    /// <exception cref="KubeconfigException">This is no pod, or its mount is damaged.</exception>
    public static ClusterConnection Connect(
        string? host, string? port, TimeProvider time, string folder = DefaultFolder)
    {
        if (!IsPresent(host, folder))
        {
            throw new KubeconfigException(
                $"This process does not run in a pod with a service account ({folder}/token is missing). Give a kubeconfig instead.");
        }

        var authorities = new X509Certificate2Collection();
        var authorityFile = Path.Combine(folder, "ca.crt");
        try
        {
            authorities.ImportFromPemFile(authorityFile);
        }
        catch (Exception broken) when (broken is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new KubeconfigException(
                $"the cluster's authority cannot be read: {broken.Message}", authorityFile, null, broken);
        }

        var namespaceFile = Path.Combine(folder, "namespace");
        return new ClusterConnection
        {
            Name = "in-cluster",
            Server = new UriBuilder("https", host, string.IsNullOrEmpty(port) ? 443 : Port(port)).Uri,
            Namespace = File.Exists(namespaceFile) ? File.ReadAllText(namespaceFile).Trim() : "default",
            CertificateAuthorities = authorities,
            Credentials = new TokenFileCredentials(Path.Combine(folder, "token"), certificate: null, time),
        };
    }

    private static int Port(string text) =>
        int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? port
            : throw new KubeconfigException($"KUBERNETES_SERVICE_PORT is '{text}', which is no port number.");
}
