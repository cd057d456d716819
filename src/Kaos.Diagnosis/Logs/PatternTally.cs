using Kaos.Diagnosis.Sayings;

namespace Kaos.Diagnosis.Logs;

/// <summary>Counts the lines of one pattern while a log is read.</summary>
internal sealed class PatternTally
{
    private const int MostMinutes = 1500;

    private readonly string template;
    private readonly string sample;
    private readonly string detail;
    private readonly int firstIndex;
    private readonly List<(DateTimeOffset Minute, int Lines)> minutes = [];
    private LineLevel level;
    private LineLevel? guess;
    private int count;
    private int lastIndex;
    private DateTimeOffset? first;
    private DateTimeOffset? last;

    public PatternTally(string template, LogLine line, int index)
    {
        this.template = template;
        sample = line.Message;
        detail = line.Detail;
        firstIndex = index;
        Add(line, index);
    }

    public LogPattern Pattern =>
        new(template, sample, level, count, first, last, firstIndex)
        {
            LastIndex = lastIndex,
            Detail = detail,
            Minutes = [.. minutes.OrderBy(m => m.Minute)],
        };

    public void Add(LogLine line, int index)
    {
        count++;
        lastIndex = index;
        var told = line.IsGuess ? guess ??= Guess(line) : line.Level;
        level = told > level ? told : level;
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

    // Words that report trouble make a line bad that names no level, and chatter makes it harmless.
    private static LineLevel Guess(LogLine line) => Noise.Is(line.Message) ? LineLevel.Info
        : line.Level < LineLevel.Error &&
            (Trouble.In(line.Message, line.Detail) is not null ||
                FaultPhrases.Of(line.Message, line.Detail) is not null)
            ? LineLevel.Error
            : line.Level;
}
