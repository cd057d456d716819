using System.Collections.Frozen;
using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Resources;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>The kinds that plans can be about.</summary>
internal static class Kinds
{
    private static readonly FrozenDictionary<string, ResourceType> ByKind = new[]
    {
        ResourceType.Of<ConfigMap>(), ResourceType.Of<CronJob>(), ResourceType.Of<DaemonSet>(), ResourceType.Of<Deployment>(),
        ResourceType.Of<HorizontalPodAutoscaler>(), ResourceType.Of<Ingress>(), ResourceType.Of<Job>(),
        ResourceType.Of<Node>(),
        ResourceType.Of<PersistentVolumeClaim>(), ResourceType.Of<Pod>(), ResourceType.Of<PodDisruptionBudget>(),
        ResourceType.Of<Service>(), ResourceType.Of<StatefulSet>(),
    }.ToFrozenDictionary(type => type.Kind, StringComparer.Ordinal);

    public static ImmutableArray<string> Names { get; } = [.. ByKind.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The type of an object that a plan is about: a custom resource where a step says so.</summary>
    public static ResourceType? Of(Plan plan, ObjectRef target) =>
        plan.Steps.FirstOrDefault(step => step.Target == target && step.Custom is not null) is { } step
            ? Of(step)
            : Find(target.Kind);

    public static ResourceType? Of(PlanStep step) => step.Custom is { } custom
        ? new ResourceType(custom.Group, custom.Version, custom.Plural, step.Target.Kind, Namespaced: true)
        : Find(step.Target.Kind);

    public static ResourceType? Find(string kind) => ByKind.GetValueOrDefault(kind);
}
