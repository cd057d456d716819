using System.Collections.Frozen;
using System.Collections.Immutable;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Resources;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>The kinds that plans can be about.</summary>
internal static class Kinds
{
    private static readonly FrozenDictionary<string, ResourceType> ByKind = new[]
    {
        ResourceType.Of<ConfigMap>(), ResourceType.Of<CronJob>(), ResourceType.Of<DaemonSet>(), ResourceType.Of<Deployment>(),
        ResourceType.Of<HorizontalPodAutoscaler>(), ResourceType.Of<Ingress>(), ResourceType.Of<Job>(), ResourceType.Of<Node>(),
        ResourceType.Of<PersistentVolumeClaim>(), ResourceType.Of<Pod>(), ResourceType.Of<PodDisruptionBudget>(),
        ResourceType.Of<Service>(), ResourceType.Of<StatefulSet>(),
    }.ToFrozenDictionary(type => type.Kind, StringComparer.Ordinal);

    public static ImmutableArray<string> Names { get; } = [.. ByKind.Keys.Order(StringComparer.Ordinal)];

    public static ResourceType? Find(string kind) => ByKind.GetValueOrDefault(kind);
}
