using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Grains.Triage;
using Kaos.Contracts;
using Kaos.Contracts.Incidents;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>Keeps the live clusters up to date and hands what turns bad in them to the desk.</summary>
public sealed class WatchService(
    IClusters clusters, IDesk desk, Troubles troubles, TimeProvider time, ILoggerFactory loggers) : BackgroundService
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
            stop => RememberAsync(cluster, stop),
            (signal, stop) => ReceiveAsync(cluster, signal, stop),
            (key, stop) => NoteAsync(cluster, key, over: true, stop),
            time,
            loggers.CreateLogger<Watcher>()).RunAsync(cancellationToken);
    }

    // What was told of another cluster that had the name before is no word about this one.
    private async Task<IEnumerable<WatchKey>> RememberAsync(LiveCluster cluster, CancellationToken cancellationToken) =>
        (await troubles.WatchedAsync(cluster.Name, cancellationToken))
        .Where(note => note.World == WorldOf(cluster))
        .Select(note => new WatchKey(note.Subject, note.Symptom));

    private async Task ReceiveAsync(LiveCluster cluster, Signal signal, CancellationToken cancellationToken)
    {
        var taken = await desk.ReceiveAsync(signal, Watch, cancellationToken);
        if (taken.Problem is { } problem)
        {
            throw new InvalidOperationException($"The desk did not take signal {signal.Id}: {problem.Message}");
        }

        await NoteAsync(cluster, new WatchKey(signal.Subject, signal.Symptom), over: false, cancellationToken);
    }

    private async Task NoteAsync(LiveCluster cluster, WatchKey key, bool over, CancellationToken cancellationToken)
    {
        var (subject, symptom) = key;
        var note = new TroubleNote(
            $"watch/{cluster.Name}/{subject}/{symptom}", Watch.Name, clusters.TenantOf(cluster.Name, subject.Namespace),
            cluster.Name, subject, symptom, over, cluster.Now, WorldOf(cluster));
        var noted = await desk.NoteAsync(note, Watch, cancellationToken);
        if (noted.Problem is { } problem)
        {
            throw new InvalidOperationException($"The desk did not take note {note.Id}: {problem.Message}");
        }
    }

    private static string WorldOf(LiveCluster cluster) => cluster.Look().Objects.Namespaces
        .FirstOrDefault(known => known.Metadata.Name == "kube-system")?.Metadata.Uid ?? "";
}
