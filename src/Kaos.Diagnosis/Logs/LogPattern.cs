using System.Collections.Immutable;

namespace Kaos.Diagnosis.Logs;

/// <summary>Lines that say the same thing with other numbers, ids or names.</summary>
/// <param name="Template">The message with its varying parts replaced by <c>*</c>.</param>
/// <param name="Sample">The first such message, as written.</param>
/// <param name="FirstSeen">Null when no line of it carried a time.</param>
/// <param name="FirstIndex">Number of the first such line among all lines, counted from 0.</param>
public sealed record LogPattern(
    string Template,
    string Sample,
    LineLevel Level,
    int Count,
    DateTimeOffset? FirstSeen,
    DateTimeOffset? LastSeen,
    int FirstIndex)
{
    /// <summary>Number of the last such line.</summary>
    public int LastIndex { get; init; }

    /// <summary>What the lines below the first one say that belong to it, without frames; often empty.</summary>
    public string Detail { get; init; } = "";

    /// <summary>
    /// How many such lines each minute had that had any, in order; lines without a time are not among them.
    /// </summary>
    public ImmutableArray<(DateTimeOffset Minute, int Lines)> Minutes { get; init; } = [];

    /// <summary>Lines per minute between first and last; null for fewer than two timed lines.</summary>
    public double? PerMinute =>
        FirstSeen is { } first && LastSeen is { } last && Count > 1 && last > first
            ? Count / (last - first).TotalMinutes
            : null;
}
