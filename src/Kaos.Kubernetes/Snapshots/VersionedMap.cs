using System.Collections.Immutable;

namespace Kaos.Kubernetes.Snapshots;

/// <summary>
/// An immutable dictionary whose versions share what they have in common: a plain one, and the little that changed
/// since.
/// </summary>
public sealed class VersionedMap<TKey, TValue>
    where TKey : notnull
    where TValue : class
{
    private const int FewestToFold = 256;
    private const int FoldAtShare = 8;

    private readonly Dictionary<TKey, TValue> whole;
    private readonly ImmutableDictionary<TKey, TValue?> since;

    /// <param name="whole">Is taken over: nobody may change it afterwards.</param>
    public VersionedMap(Dictionary<TKey, TValue> whole)
        : this(whole, ImmutableDictionary<TKey, TValue?>.Empty)
    {
    }

    private VersionedMap(Dictionary<TKey, TValue> whole, ImmutableDictionary<TKey, TValue?> since)
    {
        this.whole = whole;
        this.since = since;
    }

    /// <summary>All values, in no order that means anything.</summary>
    public IEnumerable<TValue> Values => since.IsEmpty
        ? whole.Values
        : whole.Where(pair => !since.ContainsKey(pair.Key)).Select(pair => pair.Value)
            .Concat(since.Values.OfType<TValue>());

    /// <summary>The value, or null.</summary>
    public TValue? Find(TKey key) =>
        !since.IsEmpty && since.TryGetValue(key, out var changed) ? changed : whole.GetValueOrDefault(key);

    /// <summary>The next version; null takes a key away. Of two values for a key the later one counts.</summary>
    public VersionedMap<TKey, TValue> With(IEnumerable<KeyValuePair<TKey, TValue?>> changes)
    {
        var next = since.SetItems(changes);
        if (next.Count < FewestToFold || next.Count < whole.Count / FoldAtShare)
        {
            return new VersionedMap<TKey, TValue>(whole, next);
        }

        var folded = new Dictionary<TKey, TValue>(whole);
        foreach (var (key, value) in next)
        {
            if (value is null)
            {
                folded.Remove(key);
            }
            else
            {
                folded[key] = value;
            }
        }

        return new VersionedMap<TKey, TValue>(folded);
    }
}
