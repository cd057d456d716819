using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Kaos.Kubernetes.Configuration;

/// <summary>The <c>user</c> part of a kubeconfig.</summary>
internal static class KubeconfigUser
{
    public static IClusterCredentials Read(
        KubeconfigEntry entry, string name, KubeconfigEntry cluster, TimeProvider time)
    {
        var certificate = Certificate(entry, name);
        if (entry.Child("exec") is { } exec)
        {
            return new ExecCredentials(ExecPlugin.Read(exec, name, cluster), time);
        }

        if (entry.Text("tokenFile") is { } tokenFile)
        {
            return new TokenFileCredentials(entry.Resolve(tokenFile), certificate, time);
        }

        if (entry.Text("token") is { } token)
        {
            return new FixedCredentials(new ClusterCredential("Bearer " + token.Trim(), certificate));
        }

        if (entry.Text("username") is { } user)
        {
            var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{entry.Text("password")}"));
            return new FixedCredentials(new ClusterCredential("Basic " + basic, certificate));
        }

        if (certificate is not null)
        {
            return new FixedCredentials(new ClusterCredential(null, certificate));
        }

        return entry.Child("auth-provider") is null
            ? AnonymousCredentials.Instance
            : throw entry.Fault(
                $"user '{name}' signs in with an auth-provider, which Kubernetes removed in 1.26. Use the provider's exec plugin instead.",
                "auth-provider");
    }

    public static X509Certificate2 FromPem(byte[] certificate, byte[] key)
    {
        using var pem = X509Certificate2.CreateFromPem(
            Encoding.UTF8.GetString(certificate), Encoding.UTF8.GetString(key));

        // A key that lives in memory only is refused by some platforms' TLS; the round trip gives it a home.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
    }

    private static X509Certificate2? Certificate(KubeconfigEntry entry, string name)
    {
        var (certificate, key) = (entry.Bytes("client-certificate"), entry.Bytes("client-key"));
        if (certificate is null && key is null)
        {
            return null;
        }

        if (certificate is null || key is null)
        {
            var (has, lacks) = certificate is null
                ? ("client-key", "client-certificate")
                : ("client-certificate", "client-key");
            throw entry.Fault($"user '{name}' has a {has} without a {lacks}. Add the other one.");
        }

        try
        {
            return FromPem(certificate, key);
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException)
        {
            throw new KubeconfigException(
                $"the client certificate and key of user '{name}' cannot be used: {broken.Message} Fetch them anew.",
                entry.File,
                entry.LineOf(
                    entry.Text("client-certificate-data") is null ? "client-certificate" : "client-certificate-data"),
                broken);
        }
    }
}

/// <summary>A credential that never changes.</summary>
internal sealed class FixedCredentials(ClusterCredential credential) : IClusterCredentials
{
    public ValueTask<ClusterCredential> GetAsync(bool refused, CancellationToken cancellationToken) =>
        ValueTask.FromResult(credential);
}
