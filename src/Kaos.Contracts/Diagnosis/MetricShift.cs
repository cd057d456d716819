namespace Kaos.Contracts.Diagnosis;

/// <summary>A metric that left its level, and the change that lies nearest to that moment.</summary>
/// <param name="Metric">As its source names it; a share of two as <c>a/b</c>.</param>
/// <param name="Of">The workload that the series belong to.</param>
/// <param name="Before">The usual value before, in the metric's own unit; a counter per second.</param>
/// <param name="After">The value that it reached.</param>
/// <param name="Peak">The farthest value since.</param>
/// <param name="At">The first sample on the new level, in cluster time.</param>
/// <param name="Sudden">It jumped, rather than climbing.</param>
/// <param name="Change">Null where nothing that is known changed around then.</param>
public sealed record MetricShift(
    string Metric, ObjectRef Of, double Before, double After, double Peak, DateTimeOffset At, bool Sudden,
    AlignedChange? Change);

/// <summary>A change close to the moment at which something else began.</summary>
/// <param name="Who">The field manager or the reporter; <c>unknown</c> when the cluster does not say.</param>
/// <param name="What">A sentence part: <c>scaled 3 -> 1</c>.</param>
/// <param name="Seconds">From the change to what began; below zero where samples made it seem to come first.</param>
public sealed record AlignedChange(ObjectRef Object, DateTimeOffset At, string Who, string What, double Seconds);

/// <summary>The arithmetic of a limit: what holds now, what was measured, what would do, and why that much.</summary>
/// <param name="Resource"><c>memory</c> or <c>cpu</c>.</param>
/// <param name="Limit">As it stands, a Kubernetes quantity.</param>
/// <param name="Peak">The highest use that was measured, a quantity; null where none above the limit was.</param>
/// <param name="Suggested">A quantity.</param>
/// <param name="Because">A sentence part for a person.</param>
public sealed record LimitAdvice(
    string Resource, string Container, string Limit, string? Peak, string Suggested, string Because);
