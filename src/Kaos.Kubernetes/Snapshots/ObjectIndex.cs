using System.Collections.Concurrent;
using Kaos.Kubernetes.Models;

namespace Kaos.Kubernetes.Snapshots;

/// <summary>Lookups that most readers of a snapshot never ask for: built per kind, on first use.</summary>
internal sealed class ObjectIndex(Dictionary<Type, IReadOnlyList<IKubernetesObject>> byKind)
{
    private readonly ConcurrentDictionary<Type, Names> byType = new();
    private readonly ConcurrentDictionary<string, Names> byKindName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<bool, VersionedMap<string, IKubernetesObject>> byUid = new();

    public IKubernetesObject? FindByUid(string uid) => byUid.GetOrAdd(true, _ => IndexUids()).Find(uid);

    public IKubernetesObject? Find(Type type, string @namespace, string name) =>
        byType.GetOrAdd(type, IndexType).Map.Find((@namespace, name));

    public IKubernetesObject? Find(string kind, string @namespace, string name) =>
        byKindName.GetOrAdd(kind, IndexKind).Map.Find((@namespace, name));

    /// <summary>
    /// The index of the objects after these changes; what was built here is carried over, not built again.
    /// </summary>
    public ObjectIndex After(
        IReadOnlyList<ObjectChange> changes, Dictionary<Type, IReadOnlyList<IKubernetesObject>> now)
    {
        var next = new ObjectIndex(now);
        foreach (var (type, names) in byType)
        {
            next.byType[type] = names.With(changes.Where(change => change.Any.GetType() == type));
        }

        foreach (var (kind, names) in byKindName)
        {
            next.byKindName[kind] = names.With(changes.Where(change => change.Any.Kind == kind));
        }

        if (byUid.TryGetValue(true, out var uids))
        {
            next.byUid[true] = uids.With(changes.SelectMany(UidsOf));
        }

        return next;
    }

    private static IEnumerable<KeyValuePair<string, IKubernetesObject?>> UidsOf(ObjectChange change)
    {
        if (change.Before is { Metadata.Uid.Length: > 0 } before)
        {
            yield return new(before.Metadata.Uid, null);
        }

        if (change.After is { Metadata.Uid.Length: > 0 } after)
        {
            yield return new(after.Metadata.Uid, after);
        }
    }

    private Names IndexType(Type type) => Names.Of(byKind.GetValueOrDefault(type) ?? []);

    private Names IndexKind(string kind) => Names.Of(byKind.Values
        .Where(list => list.Count > 0 && (list[0].Kind == kind || list[0] is CustomResource))
        .SelectMany(list => list)
        .Where(item => item.Kind == kind));

    private VersionedMap<string, IKubernetesObject> IndexUids()
    {
        var uids = new Dictionary<string, IKubernetesObject>();
        foreach (var item in byKind.Values.SelectMany(list => list).Where(item => item.Metadata.Uid.Length > 0))
        {
            uids[item.Metadata.Uid] = item;
        }

        return new(uids);
    }

    private readonly record struct Names(VersionedMap<(string Namespace, string Name), IKubernetesObject> Map)
    {
        public static Names Of(IEnumerable<IKubernetesObject> items)
        {
            var names = new Dictionary<(string, string), IKubernetesObject>();
            foreach (var item in items)
            {
                names[(item.Metadata.Namespace, item.Metadata.Name)] = item;
            }

            return new(new(names));
        }

        public Names With(IEnumerable<ObjectChange> changes) => new(Map.With(changes.Select(change =>
            new KeyValuePair<(string Namespace, string Name), IKubernetesObject?>(
                (change.Any.Metadata.Namespace, change.Any.Metadata.Name), change.After))));
    }
}
