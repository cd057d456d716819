using System.Globalization;
using Kaos.PracticeCluster.Simulation;

namespace Kaos.PracticeCluster.Kubelet;

internal readonly record struct LogLine(DateTimeOffset Time, string Text);

// The lines of one run, computed when asked for: the same question has the same answer.
internal static class PodLog
{
    // Older lines have been rotated away.
    private static readonly TimeSpan Kept = TimeSpan.FromHours(3);

    public static List<LogLine> Lines(Behaviour behaviour, ContainerRun run, DateTimeOffset now)
    {
        if (run.Said is { } said)
        {
            return [.. said.TrimEnd('\n').Split('\n').Where(line => line.Length > 0)
                .Select(line => new LogLine(run.Started, line))];
        }

        var end = run.Ended is { } ended && ended < now ? ended : now;
        var floor = end - Kept > run.Started ? end - Kept : run.Started;
        var lines = new List<LogLine>();
        for (var rule = 0; rule < behaviour.Logs.Count; rule++)
        {
            Add(lines, behaviour.Logs[rule], run, run.Started, end, floor, rule, reloaded: false);
        }

        for (var i = 0; i < run.Segments.Count; i++)
        {
            var segment = run.Segments[i];
            var until = i + 1 < run.Segments.Count ? run.Segments[i + 1].From : end;
            for (var rule = 0; rule < segment.Mode.Logs.Count; rule++)
            {
                Add(lines, segment.Mode.Logs[rule], run, segment.From, until < end ? until : end, floor, 100 + rule,
                    segment.Reloaded);
            }
        }

        return [.. lines.OrderBy(line => line.Time)];
    }

    private static void Add(
        List<LogLine> lines, LogRule rule, ContainerRun run, DateTimeOffset from, DateTimeOffset until,
        DateTimeOffset floor, int salt, bool reloaded)
    {
        if ((rule.On == "reload" && !reloaded) || (rule.On == "start" && reloaded))
        {
            return;
        }

        if (rule.Every <= TimeSpan.Zero)
        {
            Put(lines, rule, run, from + rule.Once, until, floor, 0, salt);
            return;
        }

        var first = floor > from ? (long)((floor - from) / rule.Every) : 0;
        for (var n = first; from + rule.Once + (rule.Every * n) < until; n++)
        {
            var jitter = rule.Every * (0.8 * (Chance.Fnv($"{run.Id}{salt}:{n}") % 1000 / 1000.0));
            Put(lines, rule, run, from + rule.Once + (rule.Every * n) + jitter, until, floor, n, salt);
        }
    }

    private static void Put(
        List<LogLine> lines, LogRule rule, ContainerRun run, DateTimeOffset time, DateTimeOffset until,
        DateTimeOffset floor, long n, int salt)
    {
        if (time < floor || time >= until)
        {
            return;
        }

        var hash = Chance.Fnv($"{run.Id}{salt}/{n}");
        var text = rule.Texts[(int)(hash % (uint)rule.Texts.Count)]
            .Replace("{ms}", (18 + (hash / 7 % 80)).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{slow}", (1900 + (hash / 7 % 700)).ToString(CultureInfo.InvariantCulture),
                StringComparison.Ordinal)
            .Replace("{id}", (hash & 0xffffff).ToString("x6", CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{n}", (20 + (hash / 11 % 180)).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{time}", time.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture),
                StringComparison.Ordinal);
        lines.Add(new LogLine(time, text));
    }
}
