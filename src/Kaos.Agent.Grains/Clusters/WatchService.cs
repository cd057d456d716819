using Kaos.Agent.Grains.Desk;
using Kaos.Contracts;
using Kaos.Contracts.Incidents;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>Keeps the live clusters up to date and hands what turns bad in them to the desk.</summary>
public sealed class WatchService(
    IClusters clusters, IDesk desk, TimeProvider time, ILoggerFactory loggers) : BackgroundService
{
    private static readonly Principal Watch = Principal.System("watch");

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(clusters.All.OfType<LiveCluster>().SelectMany(cluster => new[]
        {
            cluster.RunAsync(stoppingToken),
            WatchAsync(cluster, stoppingToken),
        }));

    private async Task WatchAsync(LiveCluster cluster, CancellationToken cancellationToken)
    {
        // Half a world looks sick: a Service whose endpoints were not read yet seems to have none.
        await cluster.WaitForFirstReadAsync(cancellationToken);
        await new Watcher(
            cluster,
            @namespace => clusters.TenantOf(cluster.Name, @namespace),
            (symptoms, world) => TrustedSymptoms.Of(symptoms, world.NotRead),
            ReceiveAsync,
            time,
            loggers.CreateLogger<Watcher>()).RunAsync(cancellationToken);
    }

    private async Task ReceiveAsync(Signal signal, CancellationToken cancellationToken)
    {
        var taken = await desk.ReceiveAsync(signal, Watch, cancellationToken);
        if (taken.Problem is { } problem)
        {
            throw new InvalidOperationException($"The desk did not take signal {signal.Id}: {problem.Message}");
        }
    }
}
