using Kaos.Kubernetes.Models;

namespace Kaos.Kubernetes.Snapshots;

/// <summary>
/// The objects of one cluster at one moment, a list per kind, with lookups by namespace and name and by uid that are
/// built on first use. Immutable and safe to share between threads.
/// </summary>
public sealed class ClusterObjects
{
    private readonly Dictionary<Type, IReadOnlyList<IKubernetesObject>> byKind;
    private readonly ObjectIndex index;
    private readonly (WeakReference<ClusterObjects> Earlier, List<ObjectChange> Changes)? since;

    /// <param name="after">Objects of a moment ago, of which most are still the same.</param>
    internal ClusterObjects(Dictionary<Type, IReadOnlyList<IKubernetesObject>> byKind, ClusterObjects? after = null)
    {
        this.byKind = byKind;
        if (after is null)
        {
            index = new ObjectIndex(byKind);
        }
        else
        {
            // Weak: each holding the one before would keep all there ever were.
            var changes = Changes(after.byKind, byKind);
            since = (new WeakReference<ClusterObjects>(after), changes);
            index = after.index.After(changes, byKind);
        }

        Pods = Of<Pod>();
        Deployments = Of<Deployment>();
        ReplicaSets = Of<ReplicaSet>();
        ControllerRevisions = Of<ControllerRevision>();
        StatefulSets = Of<StatefulSet>();
        DaemonSets = Of<DaemonSet>();
        Jobs = Of<Job>();
        CronJobs = Of<CronJob>();
        Services = Of<Service>();
        Endpoints = Of<Endpoints>();
        EndpointSlices = Of<EndpointSlice>();
        Ingresses = Of<Ingress>();
        ConfigMaps = Of<ConfigMap>();
        PersistentVolumeClaims = Of<PersistentVolumeClaim>();
        PersistentVolumes = Of<PersistentVolume>();
        StorageClasses = Of<StorageClass>();
        Nodes = Of<Node>();
        Namespaces = Of<Namespace>();
        ResourceQuotas = Of<ResourceQuota>();
        LimitRanges = Of<LimitRange>();
        HorizontalPodAutoscalers = Of<HorizontalPodAutoscaler>();
        PodDisruptionBudgets = Of<PodDisruptionBudget>();
        NetworkPolicies = Of<NetworkPolicy>();
        ServiceAccounts = Of<ServiceAccount>();
        Roles = Of<Role>();
        ClusterRoles = Of<ClusterRole>();
        RoleBindings = Of<RoleBinding>();
        ClusterRoleBindings = Of<ClusterRoleBinding>();
        CustomResources = Of<CustomResource>();
        IngressClasses = Of<IngressClass>();
        ValidatingWebhookConfigurations = Of<ValidatingWebhookConfiguration>();
        MutatingWebhookConfigurations = Of<MutatingWebhookConfiguration>();
        Events = Of<Event>();
        PodMetrics = Of<PodMetrics>();
        NodeMetrics = Of<NodeMetrics>();
    }

    /// <summary>The bundle without objects.</summary>
    public static ClusterObjects Empty { get; } = new([]);

    public IReadOnlyList<Pod> Pods { get; }

    public IReadOnlyList<Deployment> Deployments { get; }

    public IReadOnlyList<ReplicaSet> ReplicaSets { get; }

    public IReadOnlyList<ControllerRevision> ControllerRevisions { get; }

    public IReadOnlyList<StatefulSet> StatefulSets { get; }

    public IReadOnlyList<DaemonSet> DaemonSets { get; }

    public IReadOnlyList<Job> Jobs { get; }

    public IReadOnlyList<CronJob> CronJobs { get; }

    public IReadOnlyList<Service> Services { get; }

    public IReadOnlyList<Endpoints> Endpoints { get; }

    public IReadOnlyList<EndpointSlice> EndpointSlices { get; }

    public IReadOnlyList<Ingress> Ingresses { get; }

    public IReadOnlyList<ConfigMap> ConfigMaps { get; }

    public IReadOnlyList<PersistentVolumeClaim> PersistentVolumeClaims { get; }

    public IReadOnlyList<PersistentVolume> PersistentVolumes { get; }

    public IReadOnlyList<StorageClass> StorageClasses { get; }

    public IReadOnlyList<Node> Nodes { get; }

    public IReadOnlyList<Namespace> Namespaces { get; }

    public IReadOnlyList<ResourceQuota> ResourceQuotas { get; }

    public IReadOnlyList<LimitRange> LimitRanges { get; }

    public IReadOnlyList<HorizontalPodAutoscaler> HorizontalPodAutoscalers { get; }

    public IReadOnlyList<PodDisruptionBudget> PodDisruptionBudgets { get; }

    public IReadOnlyList<NetworkPolicy> NetworkPolicies { get; }

    public IReadOnlyList<ServiceAccount> ServiceAccounts { get; }

    public IReadOnlyList<Role> Roles { get; }

    public IReadOnlyList<ClusterRole> ClusterRoles { get; }

    public IReadOnlyList<RoleBinding> RoleBindings { get; }

    public IReadOnlyList<ClusterRoleBinding> ClusterRoleBindings { get; }

    /// <summary>Objects of all the kinds without a model of their own, mixed.</summary>
    public IReadOnlyList<CustomResource> CustomResources { get; }

    public IReadOnlyList<IngressClass> IngressClasses { get; }

    public IReadOnlyList<ValidatingWebhookConfiguration> ValidatingWebhookConfigurations { get; }

    public IReadOnlyList<MutatingWebhookConfiguration> MutatingWebhookConfigurations { get; }

    public IReadOnlyList<Event> Events { get; }

    public IReadOnlyList<PodMetrics> PodMetrics { get; }

    public IReadOnlyList<NodeMetrics> NodeMetrics { get; }

    internal IReadOnlyDictionary<Type, IReadOnlyList<IKubernetesObject>> ByKind => byKind;

    /// <summary>The objects of a kind, in the order in which they were read; empty when none were.</summary>
    public IReadOnlyList<T> Of<T>()
        where T : class, IKubernetesObject =>
        byKind.TryGetValue(typeof(T), out var list) ? (IReadOnlyList<T>)list : [];

    /// <summary>
    /// Whether the kind was read at all: true also when the cluster had none, false when nothing is known of it.
    /// </summary>
    public bool WasRead<T>()
        where T : class, IKubernetesObject =>
        byKind.ContainsKey(typeof(T));

    /// <summary>Whether the same kinds were read here and there.</summary>
    public bool HasKindsOf(ClusterObjects other) =>
        byKind.Count == other.byKind.Count && byKind.Keys.All(other.byKind.ContainsKey);

    /// <summary>Every object of every kind, kind by kind.</summary>
    public IEnumerable<IKubernetesObject> All() => byKind.Values.SelectMany(list => list);

    /// <summary>
    /// What differs from earlier objects, told by identity: an object that was read again is a change, whatever is in
    /// it. Where the two share their instances this costs next to nothing. Names are taken to be unique within a kind.
    /// </summary>
    public IReadOnlyList<ObjectChange> ChangesSince(ClusterObjects earlier) =>
        since is { } known && known.Earlier.TryGetTarget(out var other) && ReferenceEquals(other, earlier)
            ? known.Changes
            : Changes(earlier.byKind, byKind);

    /// <summary>The object of that kind and name, or null. The namespace of a cluster-scoped object is empty.</summary>
    public T? Find<T>(string @namespace, string name)
        where T : class, IKubernetesObject =>
        (T?)index.Find(typeof(T), @namespace, name);

    /// <summary>The object with that uid, of whatever kind, or null.</summary>
    public IKubernetesObject? FindByUid(string uid) => index.FindByUid(uid);

    /// <summary>
    /// The object of that kind (as in <c>Deployment</c>) and name, or null; for references that name their kind.
    /// </summary>
    public IKubernetesObject? Find(string kind, string @namespace, string name) =>
        index.Find(kind, @namespace, name);

    private static List<ObjectChange> Changes(
        Dictionary<Type, IReadOnlyList<IKubernetesObject>> before,
        Dictionary<Type, IReadOnlyList<IKubernetesObject>> after)
    {
        var changes = new List<ObjectChange>();
        foreach (var type in before.Keys.Union(after.Keys))
        {
            ObjectChanges.Between(before.GetValueOrDefault(type) ?? [], after.GetValueOrDefault(type) ?? [], changes);
        }

        return changes;
    }
}
