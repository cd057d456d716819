using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Changes;

/// <summary>What changed between two revisions of a pod template, in the words of its fields.</summary>
internal static class TemplateDifference
{
    public static IEnumerable<string> Between(PodSpec before, PodSpec after)
    {
        foreach (var now in after.AllContainers())
        {
            if (before.Container(now.Name) is not { } old)
            {
                yield return $"container {now.Name} added";
                continue;
            }

            foreach (var line in OfContainer(old, now))
            {
                yield return line;
            }
        }

        foreach (var gone in before.AllContainers().Where(c => after.Container(c.Name) is null))
        {
            yield return $"container {gone.Name} removed";
        }
    }

    private static IEnumerable<string> OfContainer(Container old, Container now)
    {
        if (old.Image != now.Image)
        {
            yield return $"image {old.Image} -> {now.Image}";
        }

        if (!old.Command.SequenceEqual(now.Command) || !old.Args.SequenceEqual(now.Args))
        {
            yield return $"command of {now.Name}";
        }

        foreach (var line in Amounts("limit", old.Resources.Limits, now.Resources.Limits)
            .Concat(Amounts("request", old.Resources.Requests, now.Resources.Requests)))
        {
            yield return line;
        }

        var before = old.Env.Where(e => e is not null).GroupBy(e => e.Name).ToDictionary(g => g.Key, g => g.Last());
        var after = now.Env.Where(e => e is not null).GroupBy(e => e.Name).ToDictionary(g => g.Key, g => g.Last());
        foreach (var name in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
        {
            var (a, b) = (before.GetValueOrDefault(name), after.GetValueOrDefault(name));
            if (a != b)
            {
                // Values may be secrets; their names are enough.
                yield return a is null ? $"env {name} added" : b is null ? $"env {name} removed" : $"env {name} changed";
            }
        }
    }

    private static IEnumerable<string> Amounts(
        string what, IReadOnlyDictionary<string, Quantity> old, IReadOnlyDictionary<string, Quantity> now)
    {
        foreach (var name in old.Keys.Union(now.Keys).Order(StringComparer.Ordinal))
        {
            var had = old.TryGetValue(name, out var a);
            var has = now.TryGetValue(name, out var b);
            if (had != has || a != b)
            {
                yield return $"{name} {what} {(had ? a.ToString() : "none")} -> {(has ? b.ToString() : "none")}";
            }
        }
    }
}
