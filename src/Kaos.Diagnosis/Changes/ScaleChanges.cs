using System.Collections.Immutable;
using System.Globalization;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Changes;

internal static class ScaleChanges
{
    public const string From = "from";
    public const string To = "to";

    public static IEnumerable<Change> Of(WorldIndex index, IKubernetesObject item)
    {
        var now = Workload.Of(item)?.Wanted ?? 1;
        var write = item.Metadata.ManagedFields
            .Where(e => e is { Subresource: "scale", Time: not null })
            .Concat(item.LaterWrites("f:spec", "f:replicas"))
            .MaxBy(e => e.Time);
        var events = index.EventsOf(item.Ref());
        var before = Earlier(item, item is Deployment ? Around(events, write?.Time) : events, now);
        var at = write?.Time ?? (before > now && item is not Deployment ? FirstDelete(events) : null);
        if (at is not { } time || before is null || before == now)
        {
            yield break;
        }

        var details = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, string>
        {
            [From] = before.Value.ToString(CultureInfo.InvariantCulture),
            [To] = now.ToString(CultureInfo.InvariantCulture),
        });
        yield return new Change(
            time, ChangeKind.Scale, item.Ref(), write?.Manager ?? "unknown", $"scaled {before} -> {now}", details);
    }

    /// <summary>
    /// What an autoscaler did to its target, as its events tell it; the newest of each kind, for that is what is kept.
    /// </summary>
    public static IEnumerable<Change> By(WorldIndex index, HorizontalPodAutoscaler scaler)
    {
        if (scaler.Spec.ScaleTargetRef is not { Name.Length: > 0 } target)
        {
            yield break;
        }

        foreach (var told
            in index.EventsOf(scaler.Ref()).Where(e => e is { Reason: "SuccessfulRescale", LastSeen: not null }))
        {
            // "New size: 6; reason: cpu resource utilization (percentage of request) above target"
            var size = (told.Message ?? "").Split([' ', ';'], StringSplitOptions.RemoveEmptyEntries)
                .ElementAtOrDefault(2);
            var why = (told.Message ?? "")
                .IndexOf("reason: ", StringComparison.Ordinal) is var at and >= 0 ? told.Message?[at..] : null;
            yield return new Change(
                told.LastSeen ?? default, ChangeKind.Scale,
                Refs.Of(target.Kind, scaler.Metadata.Namespace, target.Name),
                $"autoscaler {scaler.Metadata.Name}", $"scaled to {size}{(why is null ? "" : $" ({why})")}",
                size is null ? ImmutableSortedDictionary<string, string>.Empty
                    : ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add(To, size));
        }
    }

    // The number of replicas is only in the object as it is now; what it was is told by what was applied and by what
    // was deleted since.
    private static int? Earlier(IKubernetesObject item, IReadOnlyList<Event> events, int now)
    {
        var told = events
            .Where(e => e.Reason is "SuccessfulDelete" or "ScalingReplicaSet")
            .Select(e => DeletedOrdinal(item, e.Message ?? "") ?? ScaledFrom(e.Message ?? ""))
            .Where(n => n > now)
            .Max();
        return told ?? LastApplied.Replicas(item);
    }

    // A roll-out scales ReplicaSets down too; only what goes with a write to the replicas counts.
    private static IReadOnlyList<Event> Around(IReadOnlyList<Event> events, DateTimeOffset? write) =>
        [.. events.Where(e => write is { } at && ((e.LastSeen ?? at) - at).Duration() < TimeSpan.FromMinutes(2))];

    private static DateTimeOffset? FirstDelete(IReadOnlyList<Event> events) => events
        .Where(e => e.Reason == "SuccessfulDelete")
        .Select(e => e.FirstSeen)
        .Min();

    // "delete Pod db-2 in StatefulSet db successful": ordinal 2 is gone, so there were 3.
    private static int? DeletedOrdinal(IKubernetesObject item, string message)
    {
        if (item is not StatefulSet || !message.StartsWith("delete Pod ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var pod = message["delete Pod ".Length..].Split(' ')[0];
        return int.TryParse(
            pod[(pod.LastIndexOf('-') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal)
            ? ordinal + 1
            : null;
    }

    // "Scaled down replica set web-7b4d9 from 3 to 1", where no newer ReplicaSet took the pods over.
    private static int? ScaledFrom(string message)
    {
        var words = message.Split(' ');
        var from = Array.IndexOf(words, "from");
        return message.StartsWith("Scaled down", StringComparison.Ordinal) && from > 0 && from + 3 < words.Length &&
            int.TryParse(words[from + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : null;
    }
}
