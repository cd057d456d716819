using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Changes;
using Kaos.Diagnosis.Rules;

namespace Kaos.Diagnosis.Metrics;

/// <summary>A change point of one workload's metric, set beside the changes that were made around it.</summary>
internal sealed record Shift(string Metric, ObjectRef Of, ChangePoint Point, Change? Aligned)
{
    private static readonly TimeSpan Near = TimeSpan.FromMinutes(15);

    /// <summary>From the change to the shift; below zero where samples made the shift seem to come first.</summary>
    public TimeSpan? Distance => Point.At - Aligned?.At;

    /// <summary>As it is told with a finding.</summary>
    public MetricShift Fact => new(
        Metric, Of, Point.Before, Point.After, Point.Peak, Point.At, Point.Sudden,
        Aligned is { } change && Distance is { } distance
            ? new AlignedChange(change.Object, change.At, change.Who, change.What, distance.TotalSeconds)
            : null);

    /// <summary>Null where the metric is not known, or flat.</summary>
    public static Shift? Find(
        Scene scene, ObjectRef subject, Func<ImmutableArray<string>, string?> pick, SubjectSeries.Fold fold,
        string? container = null) =>
        pick(scene.MetricNames(subject)) is { } metric
            ? Find(scene, subject, metric, SubjectSeries.Of(scene, subject, metric, fold, container))
            : null;

    public static Shift? Find(Scene scene, ObjectRef subject, string metric, ImmutableArray<Sample> samples) =>
        ChangePoint.Find(samples) is { } point
            ? new Shift(metric, subject, point, Nearest(scene.Timeline(subject), point.At))
            : null;

    /// <summary>
    /// The change nearest to a moment: before it, or so shortly after that samples may have told it late.
    /// </summary>
    public static Change? Nearest(ChangeTimeline timeline, DateTimeOffset at) =>
        timeline.Before(at, Near).OrderBy(c => (at - c.At).Duration())
            .ThenBy(c => c.Object.ToString(), StringComparer.Ordinal).FirstOrDefault();
}
