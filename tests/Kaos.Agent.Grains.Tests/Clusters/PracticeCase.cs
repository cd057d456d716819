using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Log;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Configuration;
using Kaos.Kubernetes.Informers;
using Kaos.PracticeCluster;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kaos.Agent.Grains.Tests.Clusters;

/// <summary>A live cluster over a practice cluster, through real HTTP.</summary>
internal sealed class PracticeCase : IAsyncDisposable
{
    private readonly PracticeServer server;
    private readonly KubernetesClient client;
    private readonly HttpClient http = new();
    private readonly CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;

    private PracticeCase(PracticeServer server, KubernetesClient client)
    {
        this.server = server;
        this.client = client;
        var cache = new ClusterCache(client, new InformerOptions(), TimeProvider.System);
        Cluster = new LiveCluster(
            client, cache, new InMemoryBlobs(), http, new LiveClusterOptions(), TimeProvider.System,
            NullLogger<LiveCluster>.Instance);
    }

    public LiveCluster Cluster { get; }

    public int Port => new Uri(server.Url).Port;

    public static async Task<PracticeCase> StartAsync(
        string scenario, double speed, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("kaos-practice-");
        var kubeconfig = Path.Combine(folder.FullName, "config");
        var played = await PracticeServer.StartAsync(
            new PracticeClusterOptions { Scenario = scenario, Speed = speed, KubeconfigPath = kubeconfig },
            cancellationToken);
        var connection = Kubeconfig.Load([kubeconfig]).Connect(null, TimeProvider.System);
        folder.Delete(recursive: true);
        var started = new PracticeCase(
            played, new KubernetesClient(connection, new KubernetesClientOptions(), TimeProvider.System));
        started.running = started.Cluster.RunAsync(started.stop.Token);
        await started.Cluster.WaitForFirstReadAsync(cancellationToken);
        return started;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
        client.Dispose();
        http.Dispose();
        await server.DisposeAsync();
    }
}
