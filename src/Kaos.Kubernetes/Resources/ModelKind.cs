using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Informers;
using Kaos.Kubernetes.Json;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Kubernetes.Resources;

/// <summary>Ties a model to its resource type and to the way in which it is decoded.</summary>
internal abstract class ModelKind(ResourceType resource)
{
    public ResourceType Resource { get; } = resource;

    public abstract Type Model { get; }

    /// <summary>Field sets are read for the kinds whose edits the change timeline explains field by field.</summary>
    protected bool DropsFieldSets { get; } =
        resource.Kind is not ("ConfigMap" or "Deployment" or "StatefulSet" or "DaemonSet" or "CronJob" or "Service" or
            "Ingress" or "NetworkPolicy" or "HorizontalPodAutoscaler" or "PodDisruptionBudget" or "ResourceQuota" or
            "LimitRange" or "PersistentVolumeClaim" or "Node");

    /// <exception cref="JsonException">The text is not a list of this kind.</exception>
    public abstract int DecodeList(ReadOnlyMemory<byte> utf8, ClusterObjectsBuilder into);

    /// <exception cref="JsonException">The text is not an object of this kind.</exception>
    public abstract IKubernetesObject DecodeInto(ReadOnlyMemory<byte> utf8, ClusterObjectsBuilder into);

    /// <summary>Adds a store for this kind, and an informer for each namespace that is watched.</summary>
    public abstract void AddInformers(
        IKubernetesReader reader,
        CacheHub hub,
        InformerOptions options,
        TimeProvider time,
        List<KindStore> stores,
        List<Informer> informers);
}

internal sealed class ModelKind<T>(
    ResourceType resource,
    JsonTypeInfo<KubernetesList<T>> list,
    JsonTypeInfo<T> item)
    : ModelKind(resource)
    where T : class, IKubernetesObject
{
    public override Type Model => typeof(T);

    public KubernetesList<T> DecodeList(ReadOnlyMemory<byte> utf8) =>
        DecodeScope.Decode(utf8, list, DropsFieldSets) ?? throw new JsonException("Expected a list, found null.");

    public T Decode(ReadOnlyMemory<byte> utf8) =>
        DecodeScope.Decode(utf8, item, DropsFieldSets) ?? throw new JsonException("Expected an object, found null.");

    public override int DecodeList(ReadOnlyMemory<byte> utf8, ClusterObjectsBuilder into)
    {
        var items = DecodeList(utf8).Items;
        into.AddRange(items);
        return items.Count;
    }

    public override IKubernetesObject DecodeInto(ReadOnlyMemory<byte> utf8, ClusterObjectsBuilder into)
    {
        var decoded = Decode(utf8);
        into.Add(decoded);
        return decoded;
    }

    public override void AddInformers(
        IKubernetesReader reader,
        CacheHub hub,
        InformerOptions options,
        TimeProvider time,
        List<KindStore> stores,
        List<Informer> informers)
    {
        var store = new KindStore<T>(Resource.Kind, hub);
        stores.Add(store);
        IReadOnlyList<string?> scopes = Resource.Namespaced && options.Namespaces.Count > 0
            ? [.. options.Namespaces]
            : [null];
        informers.AddRange(scopes.Select(scope => new Informer<T>(Resource, scope, reader, store, hub, options, time)));
    }
}
