using System.Security.Cryptography.X509Certificates;

namespace Kaos.Kubernetes.Configuration;

/// <summary>All that is needed to talk to one API server.</summary>
public sealed record ClusterConnection
{
    /// <summary>The kubeconfig context, or <c>in-cluster</c>.</summary>
    public required string Name { get; init; }

    public required Uri Server { get; init; }

    /// <summary>The namespace meant when none is named.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>The name expected in the server's certificate; the URL's host when null.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Trusts any certificate. Only what the kubeconfig asks for.</summary>
    public bool InsecureSkipTlsVerify { get; init; }

    /// <summary>The only authorities trusted for this server; the system's when null.</summary>
    public X509Certificate2Collection? CertificateAuthorities { get; init; }

    public IClusterCredentials Credentials { get; init; } = AnonymousCredentials.Instance;
}

/// <summary>Where a client's identity comes from. Must be safe for use by several threads.</summary>
public interface IClusterCredentials
{
    /// <summary>The credential to use now.</summary>
    /// <param name="refused">True after a 401: whatever is cached must be fetched anew.</param>
    /// <exception cref="KubeconfigException">There is none; the message says what to do.</exception>
    ValueTask<ClusterCredential> GetAsync(bool refused, CancellationToken cancellationToken);
}

/// <summary>What a request proves itself with; both null is anonymous.</summary>
/// <param name="Authorization">The whole header value, such as <c>Bearer …</c>.</param>
public sealed record ClusterCredential(string? Authorization, X509Certificate2? ClientCertificate)
{
    public static ClusterCredential Anonymous { get; } = new(null, null);

    /// <summary>Says only which forms are present: credentials never end in a log.</summary>
    public override string ToString() =>
        $"credential (header: {Authorization is not null}, certificate: {ClientCertificate is not null})";
}

/// <summary>No identity at all.</summary>
internal sealed class AnonymousCredentials : IClusterCredentials
{
    public static AnonymousCredentials Instance { get; } = new();

    public ValueTask<ClusterCredential> GetAsync(bool refused, CancellationToken cancellationToken) =>
        ValueTask.FromResult(ClusterCredential.Anonymous);
}
