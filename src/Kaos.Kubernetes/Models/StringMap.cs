using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Kaos.Kubernetes.Models;

/// <summary>
/// Labels, annotations and ConfigMap data: an immutable map sorted by key (ordinal), about a quarter of a
/// dictionary's memory at the sizes that Kubernetes has.
/// </summary>
public sealed class StringMap : IReadOnlyDictionary<string, string>
{
    private readonly string[] keys;
    private readonly string[] values;

    /// <summary>Copies the pairs; of two with the same key the last one counts, as in JSON.</summary>
    public StringMap(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var sorted = new SortedList<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
        {
            sorted[key] = value;
        }

        keys = [.. sorted.Keys];
        values = [.. sorted.Values];
    }

    /// <summary>The map without entries.</summary>
    public static StringMap Empty { get; } = new([]);

    public int Count => keys.Length;

    public IEnumerable<string> Keys => keys;

    public IEnumerable<string> Values => values;

    public string this[string key] => TryGetValue(key, out var value)
        ? value
        : throw new KeyNotFoundException($"There is no key '{key}'. Use TryGetValue for keys that may be absent.");

    public bool ContainsKey(string key) => IndexOf(key) >= 0;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        var index = IndexOf(key);
        value = index < 0 ? null : values[index];
        return index >= 0;
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        for (var i = 0; i < keys.Length; i++)
        {
            yield return new KeyValuePair<string, string>(keys[i], values[i]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(string key) => Array.BinarySearch(keys, key, StringComparer.Ordinal);
}
