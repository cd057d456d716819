using System.Collections.Immutable;
using System.Globalization;
using Kaos.Agent.Grains.Clusters;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis;
using Kaos.Diagnosis.Changes;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Desk.Answers;

/// <summary>One line of what happened: a change or events, folded with those that say the same.</summary>
/// <param name="At">Of the newest that it stands for.</param>
internal sealed record HappenedRow(DateTimeOffset At, string Object, string By, string What)
{
    public static IReadOnlyList<string> Columns { get; } = ["Time", "Age", "Object", "By", "What"];

    public IReadOnlyList<string> Cells(DateTimeOffset now) =>
    [
        At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture), IntakeRows.Span(now - At),
        Object, By, What,
    ];
}

/// <summary>Folds what happened into as few lines as tell it. Pure.</summary>
internal static class HappenedRows
{
    private const int Shown = 3;

    // One apply, one chart: their objects are written within the same breath.
    private static readonly TimeSpan Breath = TimeSpan.FromMinutes(1);

    /// <summary>The same done to many at once by one writer is one line.</summary>
    public static IEnumerable<HappenedRow> OfChanges(IEnumerable<Change> changes) => changes
        .GroupBy(change => (change.Kind, change.Who, change.What, change.At.UtcTicks / Breath.Ticks))
        .SelectMany(group => group.Count() > Shown
            ? [Row([.. group])]
            : group.Select(change => Row([change])));

    /// <summary>
    /// Warnings by what they are about and why; what is not amiss in one line for each owner.
    /// </summary>
    public static IEnumerable<HappenedRow> OfEvents(ClusterObjects objects, IEnumerable<Event> events) => events
        .GroupBy(item => (About(objects, item), Reason: item.Type == "Warning" ? item.Reason : null))
        .Select(group => Row(group.Key.Item1, [.. group.OrderByDescending(item => item.LastSeen)]));

    /// <summary>Whose event it is: the workload's rather than its pod's.</summary>
    public static ObjectRef About(ClusterObjects objects, Event item)
    {
        var of = item.InvolvedObject;
        var own = new ObjectRef(of.Kind ?? "", string.IsNullOrEmpty(of.Namespace) ? null : of.Namespace, of.Name ?? "");
        return own.Kind == "Pod" ? Subjects.OfPod(objects, of.Namespace ?? "", own.Name) ?? own
            : own.Kind is "ReplicaSet" or "Job" ? Owners.TopOwner(objects, own)
            : own;
    }

    private static HappenedRow Row(ImmutableArray<Change> same)
    {
        var names = same.Select(change => change.Object.Named()).Distinct().ToList();
        return new(
            same.Max(change => change.At),
            string.Join(", ", names.Take(Shown)) + (names.Count > Shown ? $" and {names.Count - Shown} more" : ""),
            same[0].Who, IntakeRows.Short(Redaction.Of(same[0].What)));
    }

    private static HappenedRow Row(ObjectRef about, ImmutableArray<Event> same)
    {
        var newest = same[0];
        var told = newest.Type == "Warning" ? $"{newest.Reason}: {Redaction.Of(newest.Message ?? "")}"
            : string.Join(", ", same.GroupBy(item => item.Reason).Select(group =>
                $"{group.Key}{Times(group.Sum(item => item.Times))}"));
        var times = newest.Type == "Warning" ? Times(same.Sum(item => item.Times)) : "";
        var first = same.Min(item => item.FirstSeen ?? item.LastSeen);
        var since = first is { } at && newest.LastSeen - at > TimeSpan.FromMinutes(1)
            ? $" since {at.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture)}"
            : "";
        return new(
            newest.LastSeen ?? first ?? default, about.Named(),
            newest.Source?.Component ?? newest.ReportingComponent ?? "unknown",
            $"{IntakeRows.Short(told)}{times}{since}");
    }

    private static string Times(int times) => times > 1 ? $" ({times} times)" : "";
}
