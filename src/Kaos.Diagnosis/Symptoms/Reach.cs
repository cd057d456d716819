using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>
/// How far a change reaches, for the kinds of which there are many. Rather too far than not far enough.
/// </summary>
internal static class Reach
{
    private const int LongestChain = 4;

    /// <summary>
    /// A pod is judged by itself, its events, its node, its owners and what it mounts; never by who sends it traffic.
    /// </summary>
    public static IEnumerable<Pod> Pods(WorldIndex index, ObjectChange change) => change.Any switch
    {
        Pod => change.After is Pod pod ? [pod] : [],
        Event e =>
            Of(index, e.InvolvedObject.Kind ?? "", e.InvolvedObject.Namespace ?? "", e.InvolvedObject.Name ?? ""),
        PodMetrics metrics => Of(index, "Pod", metrics.Metadata.Namespace, metrics.Metadata.Name),
        Node or NodeMetrics => index.PodsOn(change.Any.Metadata.Name),
        Service or Endpoints or EndpointSlice or Ingress or NetworkPolicy or HorizontalPodAutoscaler
            or PodDisruptionBudget
            or ControllerRevision => [],
        ReplicaSet or StatefulSet or DaemonSet or Job or CronJob =>
            Of(index, change.Any.Kind, change.Any.Metadata.Namespace, change.Any.Metadata.Name),
        Deployment when change is { Before: not null, After: not null } =>
            Of(index, change.Any.Kind, change.Any.Metadata.Namespace, change.Any.Metadata.Name),
        var other => index.Objects.Pods.Where(pod => IsNear(pod, other)),
    };

    /// <summary>
    /// A Service is judged by itself, the pods that it selects, and the workloads and Services around it.
    /// </summary>
    public static IEnumerable<Service> Services(WorldIndex index, ObjectChange change) => change.Any switch
    {
        Pod { Metadata.Controller: not null } pod => index.ServicesIn(pod.Metadata.Namespace)
            .Where(service => Selects(service, change.Before) || Selects(service, change.After)),
        Event or Node or NodeMetrics or PodMetrics => Pods(index, change).SelectMany(pod =>
            index.ServicesIn(pod.Metadata.Namespace).Where(service => Selects(service, pod))),
        { Metadata.Namespace.Length: > 0 } other => index.ServicesIn(other.Metadata.Namespace),
        _ => index.Objects.Services,
    };

    /// <summary>
    /// What makes pods is judged by itself, its events, its namespace and its like; what its pods do shows on the pods.
    /// </summary>
    public static IEnumerable<T> Controllers<T>(WorldIndex index, ObjectChange change)
        where T : class, IKubernetesObject => change.Any switch
        {
            Event { InvolvedObject: var of } =>
                index.Objects.Find<T>(of.Namespace ?? "", of.Name ?? "") is { } item ? [item] : [],
            Pod or PodMetrics or Node or NodeMetrics or Service or Endpoints or EndpointSlice or Ingress or ConfigMap =>
                [],
            Namespace ns => index.Objects.Of<T>().Where(item => item.Metadata.Namespace == ns.Metadata.Name),
            var other => index.Objects.Of<T>().Where(item =>
                other.Metadata.Namespace.Length == 0 || item.Metadata.Namespace == other.Metadata.Namespace),
        };

    private static bool Selects(Service service, IKubernetesObject? pod) =>
        pod is not null && service.Spec.Selector.Count > 0 &&
            WorldIndex.Covers(pod.Metadata.Labels, service.Spec.Selector);

    private static bool IsNear(Pod pod, IKubernetesObject other) =>
        other.Metadata.Namespace.Length == 0 || pod.Metadata.Namespace == other.Metadata.Namespace;

    // The pod of that name, or all pods under a controller of that name.
    private static IEnumerable<Pod> Of(WorldIndex index, string kind, string ns, string name, int depth = 0)
    {
        if (kind == "Pod")
        {
            return index.Objects.Find<Pod>(ns, name) is { } pod ? [pod] : [];
        }

        return depth == LongestChain ? [] : index.ControlledBy(kind, ns, name).SelectMany(child => child is Pod pod
            ? [pod]
            : Of(index, child.Kind, child.Metadata.Namespace, child.Metadata.Name, depth + 1));
    }
}
