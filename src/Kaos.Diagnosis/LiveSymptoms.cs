using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Symptoms;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis;

/// <summary>
/// What is bad in a cluster, carried from look to look by what changed and by what time made different. Immutable;
/// equal at every look to <see cref="Examiner.Symptoms"/> of the same world.
/// </summary>
public sealed class LiveSymptoms
{
    private readonly WorldIndex index;
    private readonly DateTimeOffset now;
    private readonly ImmutableDictionary<Place, Verdict> verdicts;

    private LiveSymptoms(
        WorldIndex index, DateTimeOffset now, ImmutableDictionary<Place, Verdict> verdicts, ImmutableArray<Symptom> all,
        DateTimeOffset until)
    {
        this.index = index;
        this.now = now;
        this.verdicts = verdicts;
        All = all;
        Until = until;
    }

    /// <summary>Most severe first. The same instance as long as nothing in it differs.</summary>
    public ImmutableArray<Symptom> All { get; }

    /// <summary>Cluster time from which something may differ although nothing changes.</summary>
    public DateTimeOffset Until { get; }

    public static LiveSymptoms Of(ClusterSnapshot world)
    {
        var fresh = WorldIndex.Of(world.Objects);
        var builder = ImmutableDictionary.CreateBuilder<Place, Verdict>();
        for (var source = 0; source < SymptomSources.All.Length; source++)
        {
            foreach (var item in SymptomSources.All[source].Subjects(world.Objects))
            {
                Judge(builder, fresh, PlaceOf(source, item), item, world.Now);
            }
        }

        return new LiveSymptoms(fresh, world.Now, builder.ToImmutable(), InOrder(builder), First(builder));
    }

    /// <summary>
    /// The symptoms at a later look. Starts anew when the clock was set back, or a kind was read for the first time.
    /// </summary>
    public LiveSymptoms After(ClusterSnapshot world)
    {
        if (world.Now < now || !world.Objects.HasKindsOf(index.Objects))
        {
            return Of(world);
        }

        var changes = world.Objects.ChangesSince(index.Objects);
        var next = changes.Count == 0 && ReferenceEquals(world.Objects, index.Objects)
            ? index
            : index.After(world.Objects, changes);
        var builder = verdicts.ToBuilder();
        var differs = false;
        foreach (var (place, item) in Due(next, changes, world.Now))
        {
            differs |= Judge(builder, next, place, item, world.Now);
        }

        var after = builder.ToImmutable();
        return new LiveSymptoms(
            next, world.Now, after, differs ? InOrder(builder) : All,
            ReferenceEquals(after, verdicts) ? Until : First(builder));
    }

    // What changed, what that reaches, and what time may have made different.
    private Dictionary<Place, IKubernetesObject?> Due(
        WorldIndex next, IReadOnlyList<ObjectChange> changes, DateTimeOffset at)
    {
        var due = new Dictionary<Place, IKubernetesObject?>();

        // A look at the control plane, which is taken again and again, concerns nothing but itself.
        var others = changes.Any(change => change.Any is Component)
            ? [.. changes.Where(change => change.Any is not Component)]
            : changes;
        for (var source = 0; source < SymptomSources.All.Length; source++)
        {
            foreach (var gone in changes.Where(change => change.After is null).Select(change => change.Any))
            {
                due[PlaceOf(source, gone)] = null;
            }

            var judged = SymptomSources.All[source] is SymptomSource<Component> ? changes : others;
            foreach (var item in SymptomSources.All[source].Touched(next, judged))
            {
                due[PlaceOf(source, item)] = item;
            }
        }

        if (at >= Until)
        {
            foreach (var (place, _) in verdicts.Where(pair => at >= pair.Value.Until))
            {
                due.TryAdd(place, next.Objects.Find(place.Kind, place.Namespace, place.Name));
            }
        }

        return due;
    }

    /// <returns>Whether it says something else than before.</returns>
    private static bool Judge(
        ImmutableDictionary<Place, Verdict>.Builder into, WorldIndex world, Place place, IKubernetesObject? item,
        DateTimeOffset at)
    {
        var before = into.TryGetValue(place, out var known) ? known.Symptoms : [];
        var moment = new Moment(at);
        ImmutableArray<Symptom> symptoms = item is null
            ? []
            : [.. SymptomSources.All[place.Source].Of(world, item, moment)];
        if (symptoms.IsEmpty && (item is null || moment.Until == DateTimeOffset.MaxValue))
        {
            into.Remove(place);
        }
        else
        {
            into[place] = new Verdict(symptoms, moment.Until);
        }

        return !symptoms.SequenceEqual(before);
    }

    private static DateTimeOffset First(ImmutableDictionary<Place, Verdict>.Builder found) =>
        found.Count == 0 ? DateTimeOffset.MaxValue : found.Values.Min(verdict => verdict.Until);

    private static ImmutableArray<Symptom> InOrder(ImmutableDictionary<Place, Verdict>.Builder found) =>
        SymptomDetector.InOrder(found.Values.SelectMany(verdict => verdict.Symptoms));

    private static Place PlaceOf(int source, IKubernetesObject item) =>
        new(source, item.Kind, item.Metadata.Namespace, item.Metadata.Name);

    private readonly record struct Place(int Source, string Kind, string Namespace, string Name);

    private readonly record struct Verdict(ImmutableArray<Symptom> Symptoms, DateTimeOffset Until);
}
