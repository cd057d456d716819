using System.Text.Json;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Resources;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>
/// What kinds a cluster serves, and the objects of one of them when a sentence asks. Nothing is watched.
/// </summary>
internal sealed class KindReads(IKubernetesReader reader, LiveClusterOptions options, TimeProvider time)
{
    // A CustomResourceDefinition that was just made is known this much later at the latest.
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(5);

    private volatile Served? known;

    public async Task<IReadOnlyList<ResourceType>> AllAsync(CancellationToken cancellationToken)
    {
        if (known is { } fresh && time.GetElapsedTime(fresh.At) < Lasts)
        {
            return fresh.Types;
        }

        try
        {
            var types = await WithPatienceAsync(reader.DiscoverAsync, cancellationToken);
            known = new Served(types, time.GetTimestamp());
            return types;
        }
        catch (KubernetesException)
        {
            return known?.Types ?? [];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return known?.Types ?? [];
        }
    }

    public async Task<ListSays> ListAsync(ResourceType type, string? @namespace, CancellationToken cancellationToken)
    {
        try
        {
            var text = await WithPatienceAsync(
                token => reader.ListRawAsync(type, new ListQuery(@namespace, Limit: ListSays.Most), token),
                cancellationToken);
            return new([.. CustomLists.Decode(text, type)], null);
        }
        catch (Exception refused) when (refused is KubernetesException or JsonException)
        {
            return new([], refused.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new([], $"no answer within {options.ReadTimeout.TotalSeconds:0} s");
        }
    }

    private async Task<T> WithPatienceAsync<T>(
        Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.ReadTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        return await ask(either.Token);
    }

    private sealed record Served(IReadOnlyList<ResourceType> Types, long At);
}
