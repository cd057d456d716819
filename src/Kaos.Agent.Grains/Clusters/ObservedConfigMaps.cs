using System.Text.Json;
using Kaos.Agent.Grains.Log;
using Kaos.Diagnosis.Changes;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>
/// Keeps the earlier versions of ConfigMaps that workloads use, as they are seen to change: what a roll-back goes back
/// to where no annotation holds it, and what a diagnosis reads of the change. Bounded; the contents lie in the
/// encrypted blob store, here are only their hashes and what differed, without secrets.
/// </summary>
internal sealed class ObservedConfigMaps(IBlobs blobs)
{
    private const int VersionsOfOne = 5;
    private const int MostMaps = 2000;
    private const int MostBytes = 1024 * 1024;
    private const int MostDifferences = 12;

    private readonly Lock gate = new();
    private readonly Dictionary<(string Namespace, string Name), Known> known = [];

    /// <summary>Takes in one look. A version that has been replaced is stored before this returns.</summary>
    public async Task ObserveAsync(
        IReadOnlyList<ConfigMap> maps, IReadOnlySet<(string Namespace, string Name)> used, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        foreach (var map in maps)
        {
            var key = (map.Metadata.Namespace, map.Metadata.Name);
            if (used.Contains(key) && Replaced(key, map) is { } earlier &&
                Content(earlier) is { Length: <= MostBytes } content)
            {
                var hash = await blobs.PutAsync(content, cancellationToken);
                Remember(
                    key, new ConfigMapVersion(
                        earlier.Metadata.ResourceVersion, hash, now)
                    { Edit = Edit(earlier, map, hash, now) });
            }
        }
    }

    /// <summary>Earlier versions, newest first.</summary>
    public IReadOnlyList<ConfigMapVersion> Versions(string @namespace, string name)
    {
        lock (gate)
        {
            return known.TryGetValue((@namespace, name), out var entry) ? [.. Enumerable.Reverse(entry.Earlier)] : [];
        }
    }

    /// <summary>What was seen to change, each with the version before it.</summary>
    public IReadOnlyList<SeenEdit> Edits { get; private set; } = [];

    // The object says when and by whom it was written; where it does not, the look that saw it is the nearest there is.
    private static SeenEdit Edit(ConfigMap earlier, ConfigMap map, string hash, DateTimeOffset now)
    {
        var write = map.Metadata.ManagedFields.Where(w => w?.Time is not null).MaxBy(w => w.Time);
        var isNew = write is not null &&
            earlier.Metadata.ManagedFields.All(w => w is null || w.Time < write.Time || w.Manager != write.Manager);
        return new SeenEdit(
            "ConfigMap", map.Metadata.Namespace, map.Metadata.Name, isNew ? write?.Time ?? now : now,
            isNew ? write?.Manager : null,
            [.. DataDifference.Between(earlier.Data, map.Data, Redaction.Value).Take(MostDifferences)], hash);
    }

    // The version before, when the data differ from it; the newest is held in memory until it is replaced.
    private ConfigMap? Replaced((string, string) key, ConfigMap map)
    {
        lock (gate)
        {
            if (!known.TryGetValue(key, out var entry))
            {
                if (known.Count < MostMaps)
                {
                    known[key] = new Known(map, []);
                }

                return null;
            }

            if (ReferenceEquals(entry.Current, map) || Same(entry.Current.Data, map.Data))
            {
                known[key] = entry with { Current = map };
                return null;
            }

            known[key] = entry with { Current = map };
            return entry.Current;
        }
    }

    private void Remember((string, string) key, ConfigMapVersion version)
    {
        lock (gate)
        {
            var entry = known[key];
            known[key] = entry with { Earlier = [.. entry.Earlier.TakeLast(VersionsOfOne - 1), version] };
            Edits = [.. known.Values.SelectMany(one => one.Earlier).Select(one => one.Edit).OfType<SeenEdit>()];
        }
    }

    private static bool Same(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) =>
        a.Count == b.Count && a.All(pair => b.TryGetValue(pair.Key, out var value) && value == pair.Value);

    private static byte[] Content(ConfigMap map)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (key, value) in map.Data)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private sealed record Known(ConfigMap Current, IReadOnlyList<ConfigMapVersion> Earlier);
}

/// <summary>A version of a ConfigMap's data that is no longer in the cluster.</summary>
/// <param name="Hash">Of its blob: the data as a JSON object of strings.</param>
/// <param name="ReplacedAt">Cluster time at which the next version was seen.</param>
public sealed record ConfigMapVersion(string ResourceVersion, string Hash, DateTimeOffset ReplacedAt)
{
    /// <summary>What replaced it, for a diagnosis.</summary>
    public SeenEdit? Edit { get; init; }
}
