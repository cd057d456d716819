using Kaos.Agent.Grains.Clusters;

namespace Kaos.Agent.Host.Clusters;

/// <summary>
/// Holds the start until the cluster was read once, so that sessions which go on after a restart do not take a cluster
/// that is not read yet for an empty one. A cluster that does not answer is waited for only so long.
/// </summary>
internal sealed partial class FirstLook(LiveCluster cluster, TimeProvider time, ILogger<FirstLook> logger)
    : IHostedService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var impatient = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(impatient.Token, cancellationToken);
        try
        {
            await cluster.WaitForFirstReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (impatient.IsCancellationRequested)
        {
            LogNotRead(cluster.Name, Patience);
            return;
        }

        if (cluster.Look().NotRead is [var first, ..] missing)
        {
            LogPartly(cluster.Name, missing.Count, first.What, first.Why);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        3201, LogLevel.Warning,
        "{Cluster} could not be read within {Patience}; KAOS goes on trying, and calls nothing healthy meanwhile")]
    private partial void LogNotRead(string cluster, TimeSpan patience);

    [LoggerMessage(3202, LogLevel.Warning, "{Cluster}: {Count} kinds cannot be read, first {What}: {Why}")]
    private partial void LogPartly(string cluster, int count, string what, string why);
}
