using Kaos.Diagnosis.Text;

namespace Kaos.Diagnosis.Changes;

/// <summary>What differs between two versions of configuration data, key by key.</summary>
public static class DataDifference
{
    private const int LongestValue = 40;

    /// <summary>
    /// <c>cache.eviction lru -> none</c>, <c>LOG_LEVEL added</c>; a whole file under one key line by line. Values of
    /// keys that sound secret are not shown.
    /// </summary>
    /// <param name="clean">Takes secrets out of a value, given its key; null where the data hold none.</param>
    public static IEnumerable<string> Between(
        IReadOnlyDictionary<string, string> earlier, IReadOnlyDictionary<string, string> live,
        Func<string, string, string>? clean = null)
    {
        foreach (var key in earlier.Keys.Union(live.Keys).Order(StringComparer.Ordinal))
        {
            var (before, after) = (earlier.GetValueOrDefault(key), live.GetValueOrDefault(key));
            if (before == after)
            {
                continue;
            }

            if (before is null)
            {
                yield return $"{key} added";
            }
            else if (after is null)
            {
                yield return $"{key} removed";
            }
            else
            {
                foreach (var line in Lines(key, before, after, clean ?? ((_, value) => value)))
                {
                    yield return line;
                }
            }
        }
    }

    private static IEnumerable<string> Lines(
        string key, string before, string after, Func<string, string, string> clean)
    {
        var (old, now) = (Split(before), Split(after));
        if (old.Length <= 1 && now.Length <= 1)
        {
            var (from, to) = (Shown(clean(key, before)), Shown(clean(key, after)));
            yield return IsHidden(key) || from == to ? $"{key} changed" : $"{key} {from} -> {to}";
            yield break;
        }

        var gone = old.Except(now).ToList();
        var come = now.Except(old).ToList();
        for (var i = 0; i < Math.Max(gone.Count, come.Count); i++)
        {
            var (a, b) = (gone.ElementAtOrDefault(i) ?? "(nothing)", come.ElementAtOrDefault(i) ?? "(nothing)");
            yield return IsHidden(a) || IsHidden(b)
                ? $"{key}: a line changed"
                : $"{key}: {Shown(clean(key, a))} -> {Shown(clean(key, b))}";
        }
    }

    private static string[] Split(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Shown(string value) => Say.Short(value, LongestValue);

    private static bool IsHidden(string text) =>
        new[] { "password", "passwd", "secret", "token", "apikey", "api_key", "api-key", "credential", "private" }
            .Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
