using System.Security.Cryptography.X509Certificates;

namespace Kaos.Kubernetes.Configuration;

/// <summary>
/// A token that somebody else renews in a file, as the kubelet does for service accounts. Read again every ten seconds
/// at most, and after a refusal.
/// </summary>
internal sealed class TokenFileCredentials(
    string path, X509Certificate2? certificate, TimeProvider time) : IClusterCredentials
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private ClusterCredential? known;
    private DateTimeOffset readAt;

    public ValueTask<ClusterCredential> GetAsync(bool refused, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (known is null || refused || now - readAt >= Fresh)
            {
                known = Read();
                readAt = now;
            }

            return ValueTask.FromResult(known);
        }
    }

    private ClusterCredential Read()
    {
        string token;
        try
        {
            token = File.ReadAllText(path).Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A file that is being replaced may be gone for a moment; the old token is still good for a while.
            return known ?? throw new KubeconfigException(
                $"the token file cannot be read: {failure.Message} Check the mount.",
                path,
                null,
                failure);
        }

        return token.Length > 0
            ? new ClusterCredential("Bearer " + token, certificate)
            : known ?? throw new KubeconfigException("the token file is empty. Sign in again.", path);
    }
}
