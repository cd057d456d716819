using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Changes;
using Kaos.Diagnosis.Symptoms;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.World;

/// <summary>
/// The objects of a cluster by the questions that rules ask. Built once per set of objects, each part on first use;
/// all orders are by name, so that the order in which objects were read decides nothing.
/// </summary>
internal sealed class WorldIndex
{
    private static readonly ConditionalWeakTable<ClusterObjects, WorldIndex> Known = [];
    private static readonly IReadOnlyList<Pod> NoPods = [];
    private static readonly IReadOnlyList<Event> NoEvents = [];

    private readonly Lazy<Dictionary<ObjectRef, List<Pod>>> podsByOwner;
    private readonly Lazy<Dictionary<string, List<Pod>>> podsByNode;
    private readonly Lazy<Dictionary<(string, string, string), List<Pod>>> podsByLabel;
    private readonly Lazy<Dictionary<(string, string, string), List<Event>>> events;
    private readonly Lazy<Dictionary<(string, string), List<Event>>> gonePodEvents;
    private readonly Lazy<Dictionary<string, List<ReplicaSet>>> revisions;
    private readonly Lazy<Dictionary<string, List<Workload>>> workloads;
    private readonly Lazy<Dictionary<string, List<Service>>> services;

    private readonly ConcurrentDictionary<ObjectRef, ChangeTimeline> timelines = new();
    private Detected? detected;

    private WorldIndex(ClusterObjects objects)
    {
        Objects = objects;
        podsByOwner = new(() => Group(objects.Pods, p => Owners.TopOwner(objects, p)));
        podsByNode = new(() => Group(objects.Pods.Where(p => p.Spec.NodeName is { Length: > 0 }), p => p.Spec.NodeName ?? ""));
        podsByLabel = new(IndexLabels);
        events = new(() => Group(objects.Events, EventKey));
        gonePodEvents = new(() => Group(
            objects.Events.Where(e => e.InvolvedObject.Kind == "Pod" && IsGone(objects, e)),
            e => (e.InvolvedObject.Namespace ?? "", ControllerPart(e.InvolvedObject.Name ?? ""))));
        revisions = new(() => Group(
            objects.ReplicaSets.Where(r => r.Metadata.Controller is not null), r => r.Metadata.Controller?.Uid ?? ""));
        workloads = new(() => Workload.All(objects)
            .GroupBy(w => w.Namespace, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.OrderBy(w => w.Ref.ToString(), StringComparer.Ordinal).ToList()));
        services = new(() => Group(objects.Services, s => s.Metadata.Namespace));
    }

    public ClusterObjects Objects { get; }

    public static WorldIndex Of(ClusterObjects objects) => Known.GetValue(objects, o => new WorldIndex(o));

    /// <summary>Symptoms at a moment; every step of a case asks for the same ones.</summary>
    public ImmutableArray<Symptom> SymptomsAt(DateTimeOffset now)
    {
        var known = detected;
        if (known is null || known.Now != now)
        {
            detected = known = new Detected(now, SymptomDetector.Detect(this, now));
        }

        return known.Symptoms;
    }

    public ChangeTimeline TimelineAround(ObjectRef subject) =>
        timelines.GetOrAdd(subject, static (of, index) => ChangeTimeline.Around(index, of), this);

    public IReadOnlyList<Pod> PodsOf(ObjectRef owner) => podsByOwner.Value.GetValueOrDefault(owner) ?? NoPods;

    public IReadOnlyList<Pod> PodsOn(string node) => podsByNode.Value.GetValueOrDefault(node) ?? NoPods;

    public IReadOnlyList<Workload> WorkloadsIn(string @namespace) => workloads.Value.GetValueOrDefault(@namespace) ?? [];

    public IReadOnlyList<Service> ServicesIn(string @namespace) => services.Value.GetValueOrDefault(@namespace) ?? [];

    public Workload? WorkloadOf(ObjectRef of) =>
        Workload.Of(Objects.Find(of.Kind, of.Namespace ?? "", of.Name));

    public IReadOnlyList<Event> EventsOf(ObjectRef of) =>
        events.Value.GetValueOrDefault((of.Kind, of.Namespace ?? "", of.Name)) ?? NoEvents;

    /// <summary>Events of pods of an owner, also of pods that are gone, told by the names that a controller gives.</summary>
    public IEnumerable<Event> PodEventsOf(ObjectRef owner)
    {
        foreach (var pod in PodsOf(owner))
        {
            foreach (var item in EventsOf(pod.Ref()))
            {
                yield return item;
            }
        }

        var gone = gonePodEvents.Value;
        foreach (var item in Prefixes(owner).SelectMany(p => gone.GetValueOrDefault((owner.Namespace ?? "", p)) ?? NoEvents))
        {
            yield return item;
        }
    }

    /// <summary>Events of pods that are gone.</summary>
    public IEnumerable<Event> GonePodEvents => gonePodEvents.Value.Values.SelectMany(list => list);

    /// <summary>The ReplicaSets of a Deployment, oldest first.</summary>
    public IReadOnlyList<ReplicaSet> RevisionsOf(string uid) =>
        uid.Length == 0 ? [] : revisions.Value.GetValueOrDefault(uid) is { } list
            ? [.. list.OrderBy(r => r.Metadata.CreationTimestamp).ThenBy(r => r.Metadata.Name, StringComparer.Ordinal)]
            : [];

    public IReadOnlyList<Pod> Select(string @namespace, IReadOnlyDictionary<string, string> selector)
    {
        List<Pod>? least = null;
        foreach (var (key, value) in selector)
        {
            if (!podsByLabel.Value.TryGetValue((@namespace, key, value), out var found))
            {
                return NoPods;
            }

            least = least is null || found.Count < least.Count ? found : least;
        }

        return least is null
            ? NoPods
            : selector.Count == 1 ? least : [.. least.Where(p => Covers(p.Metadata.Labels, selector))];
    }

    public static bool Covers(IReadOnlyDictionary<string, string> labels, IReadOnlyDictionary<string, string> selector)
    {
        foreach (var (key, value) in selector)
        {
            if (!labels.TryGetValue(key, out var actual) || actual != value)
            {
                return false;
            }
        }

        return true;
    }

    private IEnumerable<string> Prefixes(ObjectRef owner) =>
        owner.Kind == "Deployment" && Objects.Find<Deployment>(owner.Namespace ?? "", owner.Name) is { } found
            ? RevisionsOf(found.Metadata.Uid).Select(r => r.Metadata.Name)
            : [owner.Name];

    // A pod's name is its controller's and one more part: "web-7b4d9-x2k4p" belongs to "web-7b4d9", not to "web".
    private static string ControllerPart(string podName) =>
        podName.LastIndexOf('-') is var end and > 0 ? podName[..end] : podName;

    private Dictionary<(string, string, string), List<Pod>> IndexLabels()
    {
        var found = new Dictionary<(string, string, string), List<Pod>>();
        foreach (var pod in Objects.Pods)
        {
            foreach (var (key, value) in pod.Metadata.Labels)
            {
                Add(found, (pod.Metadata.Namespace, key, value), pod);
            }
        }

        return found;
    }

    private sealed record Detected(DateTimeOffset Now, ImmutableArray<Symptom> Symptoms);

    private static bool IsGone(ClusterObjects objects, Event item) =>
        objects.Find<Pod>(item.InvolvedObject.Namespace ?? "", item.InvolvedObject.Name ?? "") is null;

    private static (string, string, string) EventKey(Event item) =>
        (item.InvolvedObject.Kind ?? "", item.InvolvedObject.Namespace ?? "", item.InvolvedObject.Name ?? "");

    private static Dictionary<TKey, List<T>> Group<TKey, T>(IEnumerable<T> items, Func<T, TKey> key)
        where TKey : notnull
        where T : class, IKubernetesObject
    {
        var groups = new Dictionary<TKey, List<T>>();
        foreach (var item in items)
        {
            Add(groups, key(item), item);
        }

        foreach (var list in groups.Values)
        {
            list.Sort(static (a, b) => string.CompareOrdinal(a.Metadata.Name, b.Metadata.Name));
        }

        return groups;
    }

    private static void Add<TKey, T>(Dictionary<TKey, List<T>> groups, TKey key, T item)
        where TKey : notnull
    {
        if (!groups.TryGetValue(key, out var list))
        {
            groups[key] = list = [];
        }

        list.Add(item);
    }
}
