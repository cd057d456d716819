using System.Collections.Concurrent;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Desk;
using Kaos.Contracts;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Configuration;

namespace Kaos.Agent.Host.Clusters;

/// <summary>
/// The other contexts of the kubeconfig: each is a cluster, opened when somebody first asks about it and kept up to
/// date from then on. They are read; only the chosen one is watched for trouble.
/// </summary>
internal sealed class OtherContexts(ChosenCluster chosen, Func<KubernetesClient, LiveCluster> live, TimeProvider time)
    : IClusterOpener, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Lazy<Opened>> open = new(StringComparer.OrdinalIgnoreCase);
    private readonly CancellationTokenSource stop = new();

    public IReadOnlyList<string> Names { get; } =
        [.. (chosen.Kubeconfig?.Contexts ?? []).Where(name => name != chosen.Connection.Name)];

    public ICluster? Find(string name) =>
        open.TryGetValue(name, out var found) && found.IsValueCreated ? found.Value.Cluster : null;

    /// <summary>The client of an open context.</summary>
    public KubernetesClient? Client(string name) =>
        open.TryGetValue(name, out var found) && found.IsValueCreated ? found.Value.Client : null;

    public async ValueTask<Result<ICluster>> OpenAsync(string name, CancellationToken cancellationToken)
    {
        Opened opened;
        try
        {
            opened = open.GetOrAdd(name, key => new Lazy<Opened>(() => Open(key))).Value;
        }
        catch (KubeconfigException unusable)
        {
            open.TryRemove(name, out _);
            return new Problem(ProblemCode.Unavailable, $"The cluster '{name}' cannot be opened: {unusable.Message}");
        }

        using var impatient = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(impatient.Token, cancellationToken);
        try
        {
            await opened.Cluster.WaitForFirstReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (impatient.IsCancellationRequested &&
            !cancellationToken.IsCancellationRequested)
        {
            // What is not read yet is said with every answer.
        }

        return new Result<ICluster>(opened.Cluster, null);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        foreach (var opened in open.Values.Where(found => found.IsValueCreated).Select(found => found.Value))
        {
            await opened.Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            opened.Client.Dispose();
        }

        stop.Dispose();
    }

    private Opened Open(string name)
    {
        var kubeconfig = chosen.Kubeconfig ?? throw new KubeconfigException($"There is no context '{name}'.");
        var client = new KubernetesClient(kubeconfig.Connect(name, time), new KubernetesClientOptions(), time);
        var cluster = live(client);
        return new Opened(client, cluster, cluster.RunAsync(stop.Token));
    }

    private sealed record Opened(KubernetesClient Client, LiveCluster Cluster, Task Running);
}
