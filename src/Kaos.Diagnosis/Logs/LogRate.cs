using System.Collections.Immutable;
using Kaos.Diagnosis.Metrics;

namespace Kaos.Diagnosis.Logs;

/// <summary>Lines of one pattern that began to come more often.</summary>
/// <param name="At">The first minute of the new rate.</param>
/// <param name="Before">Lines a minute until then.</param>
/// <param name="After">Lines a minute from then on.</param>
public sealed record LogRate(DateTimeOffset At, double Before, double After)
{
    private const int Longest = 24 * 60;
    private const double Rise = 2;

    /// <param name="from">When the log begins: minutes without such a line count, too.</param>
    internal static LogRate? Find(LogPattern pattern, DateTimeOffset from, DateTimeOffset to)
    {
        var begin = new DateTimeOffset(from.UtcTicks - (from.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        var length = (int)Math.Min((to - begin).TotalMinutes, Longest) + 1;
        var counts = pattern.Minutes.GroupBy(m => m.Minute).ToDictionary(g => g.Key, g => g.Sum(m => m.Lines));
        ImmutableArray<Sample> samples = [.. Enumerable.Range(0, length).Select(i => begin.AddMinutes(i))
            .Select(at => new Sample(at, counts.GetValueOrDefault(at)))];
        if (ChangePoint.Find(samples) is not { } point)
        {
            return null;
        }

        var before = samples.Where(s => s.At < point.At).Average(s => s.Value);
        var after = samples.Where(s => s.At >= point.At).Average(s => s.Value);
        return after > before * Rise ? new LogRate(point.At, before, after) : null;
    }
}
