namespace Kaos.Diagnosis.Logs;

/// <summary>Counts the lines of one pattern while a log is read.</summary>
internal sealed class PatternTally
{
    private const int MostMinutes = 1500;

    private readonly string template;
    private readonly string sample;
    private readonly int firstIndex;
    private readonly List<(DateTimeOffset Minute, int Lines)> minutes = [];
    private LineLevel level;
    private int count;
    private DateTimeOffset? first;
    private DateTimeOffset? last;

    public PatternTally(string template, LogLine line, int index)
    {
        this.template = template;
        sample = line.Message;
        firstIndex = index;
        Add(line);
    }

    public LogPattern Pattern =>
        new(template, sample, level, count, first, last, firstIndex) { Minutes = [.. minutes.OrderBy(m => m.Minute)] };

    public void Add(LogLine line)
    {
        count++;
        level = line.Level > level ? line.Level : level;
        if (line.At is not { } at)
        {
            return;
        }

        first = first <= at ? first : at;
        last = last >= at ? last : at;
        var minute = new DateTimeOffset(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        if (minutes is [.., var newest] && newest.Minute == minute)
        {
            minutes[^1] = (minute, newest.Lines + 1);
        }
        else if (minutes.Count < MostMinutes)
        {
            minutes.Add((minute, 1));
        }
    }
}
