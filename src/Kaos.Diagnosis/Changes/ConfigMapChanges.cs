using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Changes;

internal static class ConfigMapChanges
{
    private const int LongestValue = 40;

    public static IEnumerable<Change> Of(ConfigMap map)
    {
        var write = map.LaterWrites("f:data").FirstOrDefault();
        if (write?.Time is not { } at)
        {
            yield break;
        }

        var details = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var applied = LastApplied.Of(map);
        var earlier = LastApplied.Strings(applied is { } a ? LastApplied.Child(a, "data") : null);
        var differing = applied is null ? [] : Differing(earlier, map.Data).ToList();
        var current = Revision(map.Metadata.Annotations, map.Metadata.Labels);
        if (differing.Count > 0)
        {
            details[FactNames.PreviousSource] = "last-applied";
            var metadata = applied is { } b ? LastApplied.Child(b, "metadata") : null;
            var previous = Revision(
                LastApplied.Strings(metadata is { } m ? LastApplied.Child(m, "annotations") : null),
                LastApplied.Strings(metadata is { } n ? LastApplied.Child(n, "labels") : null));
            Put(details, FactNames.PreviousRevision, previous ?? current);
            Put(details, FactNames.CurrentRevision, current == previous ? null : current);
        }
        else
        {
            Put(details, FactNames.CurrentRevision, current);
        }

        var what = differing.Count > 0 ? "data changed: " + Say.List(differing) : "data changed";
        yield return new Change(at, ChangeKind.Configuration, map.Ref(), write.Manager, what, details.ToImmutable());
    }

    private static IEnumerable<string> Differing(
        Dictionary<string, string> earlier, IReadOnlyDictionary<string, string> live)
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
                foreach (var line in Lines(key, before, after))
                {
                    yield return line;
                }
            }
        }
    }

    // A whole file under one key is compared line by line; values of keys that sound secret are not shown.
    private static IEnumerable<string> Lines(string key, string before, string after)
    {
        var (old, now) = (Split(before), Split(after));
        if (old.Length <= 1 && now.Length <= 1)
        {
            yield return IsHidden(key) ? $"{key} changed" : $"{key} {Shown(before)} -> {Shown(after)}";
            yield break;
        }

        var gone = old.Except(now).ToList();
        var come = now.Except(old).ToList();
        for (var i = 0; i < Math.Max(gone.Count, come.Count); i++)
        {
            var (a, b) = (gone.ElementAtOrDefault(i) ?? "(nothing)", come.ElementAtOrDefault(i) ?? "(nothing)");
            yield return IsHidden(a) || IsHidden(b) ? $"{key}: a line changed" : $"{key}: {Shown(a)} -> {Shown(b)}";
        }
    }

    private static string[] Split(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Shown(string value) => Say.Short(value, LongestValue);

    private static bool IsHidden(string text) =>
        new[] { "password", "passwd", "secret", "token", "apikey", "api_key", "api-key", "credential", "private" }
            .Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string? Revision(params IEnumerable<KeyValuePair<string, string>>[] maps) => maps
        .SelectMany(m => m.OrderBy(p => p.Key, StringComparer.Ordinal))
        .Where(p => p.Key.EndsWith("revision", StringComparison.OrdinalIgnoreCase) ||
            p.Key.EndsWith("version", StringComparison.OrdinalIgnoreCase))
        .Where(p => p.Value.Length is > 0 and <= 64)
        .OrderBy(p => p.Key.EndsWith("revision", StringComparison.OrdinalIgnoreCase) ? 0 : 1)
        .Select(p => p.Value)
        .FirstOrDefault();

    private static void Put(ImmutableSortedDictionary<string, string>.Builder details, string name, string? value)
    {
        if (value is not null)
        {
            details[name] = value;
        }
    }
}
