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
/// The objects of a cluster by the questions that rules ask. Each part is built on first use; the index of a later
/// moment carries over what was built, by what changed. All orders are by name.
/// </summary>
internal sealed class WorldIndex
{
    private static readonly ConditionalWeakTable<ClusterObjects, WorldIndex> Known = [];

    private readonly Lazy<Groups<ObjectRef, Pod>> podsByOwner;
    private readonly Lazy<Groups<string, Pod>> podsByNode;
    private readonly Lazy<Groups<(string, string, string), Pod>> podsByLabel;
    private readonly Lazy<Groups<(string, string, string), Event>> events;
    private readonly Lazy<Groups<(string, string), Event>> gonePodEvents;
    private readonly Lazy<Groups<string, ReplicaSet>> revisions;
    private readonly Lazy<Groups<string, ControllerRevision>> setRevisions;
    private readonly Lazy<Groups<(string, string, string), IKubernetesObject>> controlled;
    private readonly Lazy<Groups<string, Workload>> workloads;
    private readonly Lazy<Groups<string, Service>> services;

    private readonly ConcurrentDictionary<ObjectRef, ChangeTimeline> timelines = new();
    private Detected? detected;

    private WorldIndex(ClusterObjects objects)
    {
        Objects = objects;
        podsByOwner = IndexParts.PodsByOwner.In(this);
        podsByNode = IndexParts.PodsByNode.In(this);
        podsByLabel = IndexParts.PodsByLabel.In(this);
        events = IndexParts.Events.In(this);
        gonePodEvents = IndexParts.GonePodEvents.In(this);
        revisions = IndexParts.Revisions.In(this);
        setRevisions = IndexParts.SetRevisions.In(this);
        controlled = IndexParts.Controlled.In(this);
        workloads = IndexParts.Workloads.In(this);
        services = IndexParts.Services.In(this);
    }

    private WorldIndex(WorldIndex earlier, ClusterObjects objects, IReadOnlyList<ObjectChange> changes)
    {
        Objects = objects;
        events = IndexParts.Events.After(earlier.events, earlier, this, changes);
        podsByNode = IndexParts.PodsByNode.After(earlier.podsByNode, earlier, this, changes);
        podsByLabel = IndexParts.PodsByLabel.After(earlier.podsByLabel, earlier, this, changes);
        revisions = IndexParts.Revisions.After(earlier.revisions, earlier, this, changes);
        setRevisions = IndexParts.SetRevisions.After(earlier.setRevisions, earlier, this, changes);
        controlled = IndexParts.Controlled.After(earlier.controlled, earlier, this, changes);
        workloads = IndexParts.Workloads.After(earlier.workloads, earlier, this, changes);
        services = IndexParts.Services.After(earlier.services, earlier, this, changes);

        // Owners of owners: when one of those comes or goes, it is simpler to ask for all pods again.
        podsByOwner = changes.Any(IndexParts.MovesOwners)
            ? IndexParts.PodsByOwner.In(this)
            : IndexParts.PodsByOwner.After(earlier.podsByOwner, earlier, this, changes);

        // An event that stayed is one of a pod that is gone, once its pod is.
        var stayed = changes.Where(change => change is { Before: null, After: Pod } or { Before: Pod, After: null })
            .SelectMany(change => earlier.EventsOf(change.Any.Ref()))
            .Except(changes.Select(change => change.Before).OfType<Event>(), ReferenceEqualityComparer.Instance)
            .OfType<Event>();
        gonePodEvents = IndexParts.GonePodEvents.After(earlier.gonePodEvents, earlier, this, changes, stayed);
    }

    public ClusterObjects Objects { get; }

    public static WorldIndex Of(ClusterObjects objects) => Known.GetValue(objects, o => new WorldIndex(o));

    /// <summary>The index of a later moment; it answers as one that is built anew would.</summary>
    public WorldIndex After(ClusterObjects objects, IReadOnlyList<ObjectChange> changes) =>
        Known.GetValue(objects, o => new WorldIndex(this, o, changes));

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
        timelines.GetOrAdd(
            subject, static (of, index) => ChangeTimeline.Around(index, of, ChangeTimeline.NothingSeen), this);

    public IReadOnlyList<Pod> PodsOf(ObjectRef owner) => podsByOwner.Value[owner];

    public IReadOnlyList<Pod> PodsOn(string node) => podsByNode.Value[node];

    public IReadOnlyList<Workload> WorkloadsIn(string @namespace) => workloads.Value[@namespace];

    public IReadOnlyList<Service> ServicesIn(string @namespace) => services.Value[@namespace];

    /// <summary>
    /// What an object controls: a Deployment its ReplicaSets, a Job its pods. It need not exist itself.
    /// </summary>
    public IReadOnlyList<IKubernetesObject> ControlledBy(string kind, string @namespace, string name) =>
        controlled.Value[(kind, @namespace, name)];

    public Workload? WorkloadOf(ObjectRef of) =>
        Workload.Of(Objects.Find(of.Kind, of.Namespace ?? "", of.Name));

    public IReadOnlyList<Event> EventsOf(ObjectRef of) =>
        events.Value[(of.Kind, of.Namespace ?? "", of.Name)];

    /// <summary>
    /// Events of pods of an owner, also of pods that are gone, told by the names that a controller gives.
    /// </summary>
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
        foreach (var item in Prefixes(owner).SelectMany(p => gone[(owner.Namespace ?? "", p)]))
        {
            yield return item;
        }
    }

    /// <summary>Events of pods that are gone.</summary>
    public IEnumerable<Event> GonePodEvents => gonePodEvents.Value.All;

    /// <summary>The ReplicaSets of a Deployment, oldest first.</summary>
    public IReadOnlyList<ReplicaSet> RevisionsOf(string uid) =>
        uid.Length == 0 ? [] :
        [
            .. revisions.Value[uid].OrderBy(r => r.Metadata.CreationTimestamp)
            .ThenBy(r => r.Metadata.Name, StringComparer.Ordinal),
        ];

    /// <summary>What is kept of a StatefulSet's or DaemonSet's templates, in the order of their numbers.</summary>
    public IReadOnlyList<ControllerRevision> SetRevisionsOf(string uid) =>
        uid.Length == 0 ? [] : [.. setRevisions.Value[uid].OrderBy(r => r.Revision)];

    public IReadOnlyList<Pod> Select(string @namespace, IReadOnlyDictionary<string, string> selector)
    {
        IReadOnlyList<Pod>? least = null;
        foreach (var (key, value) in selector)
        {
            var found = podsByLabel.Value[(@namespace, key, value)];
            least = least is null || found.Count < least.Count ? found : least;
        }

        return least is null or { Count: 0 }
            ? []
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

    private sealed record Detected(DateTimeOffset Now, ImmutableArray<Symptom> Symptoms);
}
