namespace Kaos.Kubernetes.Configuration;

/// <summary>
/// Asks a plugin when there is no credential yet, when it is about to expire, or when it was refused.
/// </summary>
internal sealed class ExecCredentials(ExecPlugin plugin, TimeProvider time) : IClusterCredentials
{
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim one = new(1, 1);
    private ExecAnswer? known;

    public ValueTask<ClusterCredential> GetAsync(bool refused, CancellationToken cancellationToken)
    {
        var current = Volatile.Read(ref known);
        return current is not null && !refused && IsGood(current)
            ? ValueTask.FromResult(current.Credential)
            : new ValueTask<ClusterCredential>(FetchAsync(current, cancellationToken));
    }

    private async Task<ClusterCredential> FetchAsync(ExecAnswer? stale, CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            // Somebody else may have fetched it while we waited.
            if (known is { } newer && !ReferenceEquals(newer, stale) && IsGood(newer))
            {
                return newer.Credential;
            }

            var answer = await plugin.RunAsync(time, cancellationToken);
            Volatile.Write(ref known, answer);
            return answer.Credential;
        }
        finally
        {
            one.Release();
        }
    }

    private bool IsGood(ExecAnswer answer) => answer.Expires is not { } expires || expires - Early > time.GetUtcNow();
}
