using System.Text.Json;
using Kaos.Benchmarks.Reporting;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Configuration;
using Kaos.Kubernetes.Informers;

namespace Kaos.Benchmarks.Watching;

/// <summary>What one watching process holds.</summary>
/// <param name="Settled">Resident bytes some seconds after the first read, with nobody asking for a collection.</param>
/// <param name="Heap">Live bytes of the heap, after a full collection.</param>
/// <param name="Resident">Resident bytes after it.</param>
internal sealed record Held(int Pods, double Seconds, long Settled, long Heap, long Resident);

/// <summary>Client and cache as the service uses them, in a process of their own; prints <see cref="Held"/>.</summary>
internal static class WatchClient
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(Uri server)
    {
        using var client = new KubernetesClient(
            new ClusterConnection { Name = "generated", Server = server }, new KubernetesClientOptions(),
            TimeProvider.System);
        var cache = new ClusterCache(client, new InformerOptions(), TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var started = TimeProvider.System.GetTimestamp();
        var running = cache.RunAsync(stop.Token);
        await cache.WaitForFirstReadAsync(CancellationToken.None);
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        var pods = cache.Current().Pods.Count;
        await Task.Delay(Settling, TimeProvider.System);
        var settled = Resident.OfThisProcess();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var held = new Held(
            pods, seconds, settled, GC.GetTotalMemory(forceFullCollection: true), Resident.OfThisProcess());
        Console.WriteLine(JsonSerializer.Serialize(held));
        await stop.CancelAsync();
        await running;
        GC.KeepAlive(cache);
        return 0;
    }
}
