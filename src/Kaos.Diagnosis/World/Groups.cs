using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.World;

/// <summary>
/// Items by a key, each group in a fixed order, so that the order in which objects were read decides nothing.
/// Immutable; the next version shares the groups that stayed.
/// </summary>
internal sealed class Groups<TKey, T>
    where TKey : notnull
    where T : class
{
    private readonly VersionedMap<TKey, List<T>> map;
    private readonly IComparer<T> order;

    private Groups(VersionedMap<TKey, List<T>> map, IComparer<T> order)
    {
        this.map = map;
        this.order = order;
    }

    public IEnumerable<T> All => map.Values.SelectMany(list => list);

    public IReadOnlyList<T> this[TKey key] => (IReadOnlyList<T>?)map.Find(key) ?? [];

    public static Groups<TKey, T> Of(IEnumerable<(TKey Key, T Item)> pairs, IComparer<T> order)
    {
        var groups = new Dictionary<TKey, List<T>>();
        foreach (var (key, item) in pairs)
        {
            if (!groups.TryGetValue(key, out var list))
            {
                groups[key] = list = [];
            }

            list.Add(item);
        }

        foreach (var list in groups.Values)
        {
            list.Sort(order);
        }

        return new Groups<TKey, T>(new VersionedMap<TKey, List<T>>(groups), order);
    }

    /// <param name="gone">Items and the keys they had.</param>
    /// <param name="come">Items and the keys they have now.</param>
    public Groups<TKey, T> With(IEnumerable<(TKey Key, T Item)> gone, IEnumerable<(TKey Key, T Item)> come)
    {
        var changed = new Dictionary<TKey, List<T>>();
        foreach (var (key, item) in gone)
        {
            var list = Copy(changed, key);
            var at = list.BinarySearch(item, order);
            if (at >= 0)
            {
                list.RemoveAt(at);
            }
        }

        foreach (var (key, item) in come)
        {
            var list = Copy(changed, key);
            var at = list.BinarySearch(item, order);
            list.Insert(at < 0 ? ~at : at, item);
        }

        return changed.Count == 0 ? this : new Groups<TKey, T>(
            map.With(
                changed.Select(pair =>
                    new KeyValuePair<TKey, List<T>?>(pair.Key, pair.Value.Count == 0 ? null : pair.Value))),
            order);
    }

    private List<T> Copy(Dictionary<TKey, List<T>> changed, TKey key)
    {
        if (!changed.TryGetValue(key, out var list))
        {
            changed[key] = list = [.. this[key]];
        }

        return list;
    }
}
