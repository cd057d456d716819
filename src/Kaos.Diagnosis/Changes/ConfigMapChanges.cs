using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Changes;

/// <summary>
/// What happened to configuration: its newest write, explained by what kubectl applied last, and every change that was
/// seen as it was made. The same change told by both is one.
/// </summary>
internal static class ConfigMapChanges
{
    // A change is seen a moment after it is made, and clocks differ.
    private static readonly TimeSpan SeenWithin = TimeSpan.FromMinutes(2);

    public static IEnumerable<Change> Of(ConfigMap map, IEnumerable<SeenEdit> seen)
    {
        var edits = seen.ToList();
        var written = Written(map);
        var same = written is null ? null : edits.Where(e => (e.At - written.At).Duration() <= SeenWithin)
            .MinBy(e => (e.At - written.At).Duration());
        return edits.Where(e => e != same).Select(Of).Concat(written is null ? [] : [Both(written, same)]);
    }

    /// <summary>One that was seen, of a ConfigMap or a Secret.</summary>
    public static Change Of(SeenEdit edit) => new(
        edit.At, ChangeKind.Configuration, Refs.Of(edit.Kind, edit.Namespace, edit.Name), edit.By ?? "unknown",
        "data changed: " + Say.List(edit.What), Details(edit));

    private static Change Both(Change written, SeenEdit? seen) => seen is null ||
        written.Details.ContainsKey(FactNames.PreviousSource)
        ? written
        : written with { What = Of(seen).What, Details = written.Details.SetItems(Details(seen)) };

    private static ImmutableSortedDictionary<string, string> Details(SeenEdit edit)
    {
        var details = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        return edit.Earlier is { } hash
            ? details.Add(FactNames.PreviousSource, "observed").Add(FactNames.PreviousContent, hash)
            : details;
    }

    private static Change? Written(ConfigMap map)
    {
        var write = map.LaterWrites("f:data").FirstOrDefault();
        if (write?.Time is not { } at)
        {
            return null;
        }

        var details = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var applied = LastApplied.Of(map);
        var earlier = LastApplied.Strings(applied is { } a ? LastApplied.Child(a, "data") : null);
        var differing = applied is null ? [] : DataDifference.Between(earlier, map.Data).ToList();
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
        return new Change(at, ChangeKind.Configuration, map.Ref(), write.Manager, what, details.ToImmutable());
    }

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
