using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.World;

/// <summary>The parts of a <see cref="WorldIndex"/>: which objects stand under which keys.</summary>
internal static class IndexParts
{
    private static readonly IComparer<IKubernetesObject> Names = Comparer<IKubernetesObject>.Create(static (a, b) =>
        (string.CompareOrdinal(a.Metadata.Name, b.Metadata.Name),
            string.CompareOrdinal(a.Metadata.Namespace, b.Metadata.Namespace)) switch
        {
            (0, 0) => string.CompareOrdinal(a.Kind, b.Kind),
            (0, var byNamespace) => byNamespace,
            var (byName, _) => byName,
        });

    public static Part<ObjectRef, Pod> PodsByOwner { get; } =
        Of<ObjectRef, Pod>(o => o.Pods, (index, pod) => [Owners.TopOwner(index.Objects, pod)]);

    public static Part<string, Pod> PodsByNode { get; } =
        Of<string, Pod>(o => o.Pods, (_, pod) => pod.Spec.NodeName is { Length: > 0 } node ? [node] : []);

    public static Part<(string, string, string), Pod> PodsByLabel { get; } = Of<(string, string, string), Pod>(
        o => o.Pods, (_, pod) => pod.Metadata.Labels.Select(label => (pod.Metadata.Namespace, label.Key, label.Value)));

    public static Part<(string, string, string), Event> Events { get; } = Of<(string, string, string), Event>(
        o => o.Events,
        (_, e) => [(e.InvolvedObject.Kind ?? "", e.InvolvedObject.Namespace ?? "", e.InvolvedObject.Name ?? "")]);

    /// <summary>By namespace and the name of what made the pod.</summary>
    public static Part<(string, string), Event> GonePodEvents { get; } = Of<(string, string), Event>(
        o => o.Events,
        (index, e) => e.InvolvedObject.Kind == "Pod" && IsGone(index.Objects, e)
            ? [(e.InvolvedObject.Namespace ?? "", ControllerPart(e.InvolvedObject.Name ?? ""))]
            : []);

    /// <summary>By the uid of their owner.</summary>
    public static Part<string, ReplicaSet> Revisions { get; } =
        Of<string, ReplicaSet>(o => o.ReplicaSets, (_, set) => set.Metadata.Controller is { } owner ? [owner.Uid] : []);

    /// <summary>By the uid of the set whose template they keep.</summary>
    public static Part<string, ControllerRevision> SetRevisions { get; } = Of<string, ControllerRevision>(
        o => o.ControllerRevisions, (_, revision) => revision.Metadata.Controller is { } owner ? [owner.Uid] : []);

    /// <summary>By kind, namespace and name of what controls them.</summary>
    public static Part<(string, string, string), IKubernetesObject> Controlled { get; } = new(
        o => o.ReplicaSets.Concat<IKubernetesObject>(o.Jobs).Concat(o.Pods),
        (_, item) => item is ReplicaSet or Job or Pod && item.Metadata.Controller is { } owner
            ? [((owner.Kind, item.Metadata.Namespace, owner.Name), item)]
            : [],
        Names);

    public static Part<string, Workload> Workloads { get; } = new(
        o => Workload.All(o).Select(w => w.Object),
        (_, item) => Workload.IsTop(item) && Workload.Of(item) is { } workload ? [(workload.Namespace, workload)] : [],
        Comparer<Workload>.Create(static (a, b) => string.CompareOrdinal(a.Ref.ToString(), b.Ref.ToString())));

    public static Part<string, Service> Services { get; } =
        Of<string, Service>(o => o.Services, (_, service) => [service.Metadata.Namespace]);

    /// <summary>Whether pods may have another top owner after it.</summary>
    public static bool MovesOwners(ObjectChange change) =>
        change.Any is ReplicaSet or Deployment or StatefulSet or DaemonSet or Job or CronJob or Service &&
        (change.Before is null || change.After is null ||
            change.Before.Metadata.Controller != change.After.Metadata.Controller);

    private static Part<TKey, T> Of<TKey, T>(
        Func<ClusterObjects, IReadOnlyList<T>> kinds, Func<WorldIndex, T, IEnumerable<TKey>> keys)
        where TKey : notnull
        where T : class, IKubernetesObject =>
        new(kinds, (index, item) => item is T it ? keys(index, it).Select(key => (key, it)) : [], Names);

    private static bool IsGone(ClusterObjects objects, Event item) =>
        objects.Find<Pod>(item.InvolvedObject.Namespace ?? "", item.InvolvedObject.Name ?? "") is null;

    // A pod's name is its controller's and one more part: "web-7b4d9-x2k4p" belongs to "web-7b4d9", not to "web".
    private static string ControllerPart(string podName) =>
        podName.LastIndexOf('-') is var end and > 0 ? podName[..end] : podName;
}
