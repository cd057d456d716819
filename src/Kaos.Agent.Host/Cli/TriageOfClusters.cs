using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Host.Clusters;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Configuration;

namespace Kaos.Agent.Host.Cli;

/// <summary>A live cluster for one look: read once, looked at, let go.</summary>
internal static class TriageOfClusters
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(
        string? context, Func<ICluster, CancellationToken, Task<int>> look, Terminal terminal,
        CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var connection = Connect(context, time);
        terminal.Progress($"reading {connection.Name} at {connection.Server}");
        using var client = new KubernetesClient(connection, new KubernetesClientOptions(), time);
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(time)
            .AddSingleton<IBlobs>(static _ => new InMemoryBlobs())
            .BuildServiceProvider();
        var cluster = ClusterSetup.Live(client, Environment.GetEnvironmentVariable("Prometheus__Url"), null, services);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = cluster.RunAsync(ended.Token);
        try
        {
            await cluster.WaitForFirstReadAsync(ended.Token).WaitAsync(Patience, time, cancellationToken);
            return await look(cluster, cancellationToken);
        }
        catch (TimeoutException)
        {
            terminal.Error(
                $"{connection.Name} at {connection.Server} was not read within {Patience.TotalSeconds:0} s. Is it reachable from here?");
            return ExitCodes.Unknown;
        }
        finally
        {
            await ended.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static ClusterConnection Connect(string? context, TimeProvider time)
    {
        var host = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST");
        if (context is null && InClusterConfig.IsPresent(host))
        {
            return InClusterConfig.Connect(host, Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT"), time);
        }

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Kubeconfig.Load(Kubeconfig.Files(Environment.GetEnvironmentVariable("KUBECONFIG"), home)).Connect(
            context, time);
    }
}
