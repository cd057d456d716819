using System.Text.Json;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Resources;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Kubernetes.Informers;

/// <summary>
/// Lists the kinds of <see cref="CustomKinds"/> that the cluster serves, again and again: they are many, change seldom,
/// and a watch for each would cost more than it tells. What the cluster does not serve is not asked for.
/// </summary>
internal sealed class CustomPoll(IKubernetesReader reader, CacheHub hub, InformerOptions options, TimeProvider time)
{
    private static readonly ResourceType Definitions =
        new("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false);

    private readonly TaskCompletionSource firstOutcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<(string Group, string Kind), KindStore<CustomResource>> stores = [];
    private volatile IReadOnlyList<KindState> states = [];

    /// <summary>How the reading of each served kind stands; of discovery itself when that failed.</summary>
    public IReadOnlyList<KindState> States => states;

    public Task FirstOutcome => firstOutcome.Task;

    /// <summary>Call with the hub's gate held.</summary>
    public void AddTo(ClusterObjectsBuilder builder)
    {
        foreach (var store in stores.Values)
        {
            store.AddTo(builder);
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        try
        {
            while (true)
            {
                var next = await ReadAllAsync(cancellationToken);
                lock (hub.Gate)
                {
                    states = next;
                    hub.Touched();
                }

                firstOutcome.TrySetResult();
                failures = next.Any(state => state.Problem is not null) ? failures + 1 : 0;
                await Task.Delay(Pause(failures), time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    // A cluster that comes back is read soon after; what may not be read is not asked for more often than what may.
    private TimeSpan Pause(int failures)
    {
        var soon = failures == 0 ? options.CustomPoll : options.FirstPause * Math.Pow(2, Math.Min(failures - 1, 20));
        return soon < options.CustomPoll ? soon : options.CustomPoll;
    }

    private async Task<IReadOnlyList<KindState>> ReadAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            var served = await reader.DiscoverAsync(cancellationToken);
            var known = served.Where(type => CustomKinds.Knows(type.Group, type.Kind)).ToList();
            Forget(known);
            var read = new List<KindState>();
            foreach (var type in known)
            {
                read.Add(await ReadAsync(type, cancellationToken));
            }

            return read;
        }
        catch (KubernetesException failure)
        {
            return [new KindState(Definitions, null, null, failure.Message)];
        }
    }

    private async Task<KindState> ReadAsync(ResourceType type, CancellationToken cancellationToken)
    {
        var last = states.FirstOrDefault(state => state.Type == type)?.LastRead;
        try
        {
            var items = new List<CustomResource>();
            IReadOnlyList<string?> scopes = type.Namespaced && options.Namespaces.Count > 0
                ? [.. options.Namespaces]
                : [null];
            foreach (var scope in scopes)
            {
                await ListAsync(type, scope, items, cancellationToken);
            }

            Store(type).Replace(null, items);
            return new KindState(type, null, reader.ServerTime, null);
        }
        catch (Exception failure) when (failure is KubernetesException or JsonException)
        {
            return new KindState(type, null, last, failure.Message);
        }
    }

    private async Task ListAsync(
        ResourceType type, string? scope, List<CustomResource> items, CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var query = new ListQuery(scope, Limit: options.PageSize, Continue: next);
            var text = await reader.ListRawAsync(type, query, cancellationToken);
            var page = ModelKinds.DecodeCustom(text, type.ApiVersion, type.Kind);
            items.AddRange(page.Items);
            next = page.Metadata?.Continue;
        }
        while (!string.IsNullOrEmpty(next));
    }

    private KindStore<CustomResource> Store(ResourceType type)
    {
        lock (hub.Gate)
        {
            if (!stores.TryGetValue((type.Group, type.Kind), out var store))
            {
                stores[(type.Group, type.Kind)] = store = new KindStore<CustomResource>(type.Kind, hub);
            }

            return store;
        }
    }

    // A definition that was removed takes its objects along.
    private void Forget(List<ResourceType> served)
    {
        lock (hub.Gate)
        {
            foreach (var gone in stores.Keys.Where(key => !served.Exists(t => (t.Group, t.Kind) == key)).ToList())
            {
                stores[gone].Replace(null, []);
                stores.Remove(gone);
            }
        }
    }
}
