using Kaos.PracticeCluster.Simulation;

namespace Kaos.PracticeCluster.Kubelet;

// From a time on, a process is in a mode, with the memory it had then.
internal sealed record Segment(DateTimeOffset From, Mode Mode, double Memory, bool Reloaded, TimeSpan Over)
{
    public DateTimeOffset Full => From + Over;

    public double MemoryAt(DateTimeOffset time)
    {
        var share = Over <= TimeSpan.Zero ? 1 : Math.Clamp((time - From) / Over, 0, 1);
        return Memory + ((Mode.MemoryTo - Memory) * share);
    }
}

// One life of one container, from start to end; what metrics and logs are computed from.
internal sealed class ContainerRun(DateTimeOffset started, string id, int ordinal, uint seed)
{
    private readonly List<Segment> _segments = [];

    public DateTimeOffset Started { get; } = started;

    public string Id { get; } = id;

    public uint Seed { get; } = seed;

    public DateTimeOffset? Ended { get; private set; }

    public int ExitCode { get; private set; }

    public string Reason { get; private set; } = "";

    // What a program that runs to its end says; null: the scenario's behaviour tells.
    public string? Said { get; set; }

    public string Message { get; set; } = "";

    // The mode it is about to reload into.
    public Mode? Noticing { get; set; }

    public IReadOnlyList<Segment> Segments => _segments;

    public Segment Current => _segments[^1];

    public bool Covers(DateTimeOffset time) => time >= Started && (Ended is null || time < Ended);

    public Segment Enter(Mode mode, DateTimeOffset now, bool reloaded)
    {
        var memory = reloaded ? Current.MemoryAt(now) : mode.MemoryFrom;
        var over = reloaded ? mode.MemoryOverWarm : mode.MemoryOver[ordinal % mode.MemoryOver.Count];
        var segment = new Segment(now, mode, memory, reloaded, over);
        _segments.Add(segment);
        return segment;
    }

    public void End(DateTimeOffset now, int exitCode, string reason)
    {
        Ended = now;
        ExitCode = exitCode;
        Reason = reason;
    }

    public double Memory(DateTimeOffset time)
    {
        var segment = At(time);
        var swing = time < segment.Full ? 0.004 : 0.0007;
        return segment.MemoryAt(time) * (1 - (swing * (1 + Chance.Wobble(Seed, time)) / 2));
    }

    // Seconds of processor time used since the start; never falls within a run.
    public double CpuSeconds(DateTimeOffset time)
    {
        var total = 0.0;
        for (var i = 0; i < _segments.Count; i++)
        {
            var until = i + 1 < _segments.Count && _segments[i + 1].From < time ? _segments[i + 1].From : time;
            total += Math.Max(0, (until - _segments[i].From).TotalSeconds) * _segments[i].Mode.Cpu;
        }

        var age = (time - Started).TotalSeconds;
        return total + (At(time).Mode.Cpu * 4 * (1 + Math.Sin((age / 37) - 1.5708)));
    }

    public Segment At(DateTimeOffset time) => _segments.FindLast(segment => segment.From <= time) ?? _segments[0];
}
