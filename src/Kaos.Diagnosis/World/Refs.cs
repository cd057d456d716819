using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.World;

internal static class Refs
{
    public static ObjectRef Ref(this IKubernetesObject item) =>
        Of(item.Kind, item.Metadata.Namespace, item.Metadata.Name);

    public static ObjectRef Of(string kind, string? @namespace, string name) =>
        new(kind, string.IsNullOrEmpty(@namespace) ? null : @namespace, name);

    public static ObjectRef Whole(this ObjectRef of) => of.Container is null ? of : of with { Container = null };

    public static IEnumerable<ContainerStatus> AllStatuses(this Pod pod) =>
        pod.Status.InitContainerStatuses.Concat(pod.Status.ContainerStatuses).Where(s => s is not null);

    public static IEnumerable<Container> AllContainers(this PodSpec spec) =>
        spec.InitContainers.Concat(spec.Containers).Where(c => c is not null);

    public static Container? Container(this PodSpec spec, string name) =>
        spec.AllContainers().FirstOrDefault(c => c.Name == name);

    public static Condition? Condition(this IEnumerable<Condition> conditions, string type) =>
        conditions.FirstOrDefault(c => c is not null && c.Type == type);

    public static bool IsReady(this Pod pod) => pod.Status.Conditions.Condition("Ready")?.IsTrue ?? false;

    public static bool IsFinished(this Pod pod) => pod.Status.Phase is "Succeeded" or "Failed";

    public static bool IsLeaving(this Pod pod) => pod.Metadata.DeletionTimestamp is not null;
}
