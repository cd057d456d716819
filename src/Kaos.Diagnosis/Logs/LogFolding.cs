using System.Collections.Immutable;

namespace Kaos.Diagnosis.Logs;

/// <summary>
/// Folds many log lines into few patterns, so that one can ask which trouble came first and which is loudest.
/// </summary>
public sealed record LogFolding(ImmutableArray<LogPattern> Patterns, int Lines)
{
    /// <summary>More distinct patterns than this are not kept: such a log does not repeat itself.</summary>
    private const int MostPatterns = 2000;

    /// <summary>The earliest pattern that reports an error; a warning counts only where no error is found.</summary>
    public LogPattern? FirstError =>
        Troubles(LineLevel.Error).FirstOrDefault() ?? Troubles(LineLevel.Warning).FirstOrDefault();

    public LogPattern? LoudestError => Patterns
        .Where(p => p.Level >= LineLevel.Warning)
        .OrderByDescending(p => p.Count).ThenByDescending(p => p.Level).ThenBy(p => p.FirstIndex)
        .FirstOrDefault();

    /// <summary>Patterns that were not there before <paramref name="time"/>, earliest first.</summary>
    public IEnumerable<LogPattern> NewSince(DateTimeOffset time) => Patterns
        .Where(p => p.FirstSeen >= time)
        .OrderBy(p => p.FirstSeen).ThenBy(p => p.FirstIndex);

    /// <summary>
    /// When lines of a pattern began to come more often, and how many a minute there were before and after; null where
    /// they come as they always did, or where too few lines bear a time.
    /// </summary>
    public LogRate? RateOf(LogPattern pattern)
    {
        var timed = Patterns.Where(p => p.FirstSeen is not null).ToList();
        return timed.Count == 0
            ? null
            : LogRate.Find(pattern, timed.Min(p => p.FirstSeen) ?? default, timed.Max(p => p.LastSeen) ?? default);
    }

    /// <summary>
    /// Reads once, from first to last; memory is bounded by the patterns, whatever the length of the log.
    /// </summary>
    public static LogFolding Of(IEnumerable<string> texts)
    {
        var found = new Dictionary<string, PatternTally>(StringComparer.Ordinal);
        var trace = new StackTrace();
        LogLine? entry = null;
        var index = 0;
        var isToldCalmly = false;
        foreach (var text in texts)
        {
            foreach (var raw in text.AsSpan().EnumerateLines())
            {
                var line = LineText.Clean(raw);
                if (line.IsWhiteSpace() || IsDumpFrame(line))
                {
                    continue;
                }

                var body = LineReader.Body(line);
                if (entry is { } head && IsCategory(head.Message) && body[0] == ' ')
                {
                    entry = head with { Message = body.Trim().ToString() };
                    continue;
                }

                // What ends a Python program is printed after whatever it said last, however calm that was.
                if (entry is { } open && !(open.IsCalm && body.StartsWith(StackTrace.PythonHead)) &&
                    (trace.Takes(body) ||
                        (open.Level == LineLevel.Error && trace.Cause is null && trace.Continues(body))))
                {
                    // With its frames below a calm line, an exception was written down by a logger, and lived through.
                    if (isToldCalmly && body.TrimStart().StartsWith("at "))
                    {
                        entry = open with { Level = LineLevel.Info, IsGuess = false };
                    }

                    isToldCalmly = false;
                    continue;
                }

                Close();
                isToldCalmly = entry is { IsCalm: true } && StackTrace.IsException(body);
                entry = LineReader.Read(line);
                trace.Begin(body);
            }
        }

        Close();
        return new LogFolding([.. found.Values.Select(t => t.Pattern).OrderBy(p => p.FirstIndex)], index);

        void Close()
        {
            if (entry is { } whole)
            {
                whole = whole with { Detail = whole.Detail + trace.Detail };
                Count(found, trace.Cause is { } cause && !whole.IsCalm ? WithCause(whole, cause) : whole, index++);
            }
        }
    }

    private static LogLine WithCause(LogLine entry, string cause) => entry with
    {
        Level = LineLevel.Error,
        IsGuess = false,
        Message = entry.Message.StartsWith("Traceback (", StringComparison.Ordinal) ? cause
            : entry.Message.Contains(cause, StringComparison.Ordinal) ? entry.Message
            : $"{entry.Message}: {cause}",
    };

    private IEnumerable<LogPattern> Troubles(LineLevel level) => Patterns
        .Where(p => p.Level == level)
        .OrderBy(p => p.FirstSeen ?? DateTimeOffset.MinValue).ThenBy(p => p.FirstIndex);

    private static void Count(Dictionary<string, PatternTally> found, LogLine line, int index)
    {
        var template = LineMask.Mask(line.Message);
        if (found.TryGetValue(template, out var known))
        {
            known.Add(line, index);
        }
        else if (found.Count < MostPatterns)
        {
            found[template] = new PatternTally(template, line, index);
        }
    }

    // .NET's console writes "fail: Shop.Orders[0]" and the message on the line below, indented.
    private static bool IsCategory(string message) =>
        message.Length > 3 && message[^1] == ']' && message.LastIndexOf('[') is var at and > 0 &&
            !message.Contains(' ') &&
        message.AsSpan(at + 1, message.Length - at - 2) is { Length: > 0 } id &&
            id.IndexOfAnyExceptInRange('0', '9') < 0;

    // kubectl cluster-info dump frames each container's lines with these.
    private static bool IsDumpFrame(ReadOnlySpan<char> line) =>
        line.StartsWith("==== START logs for container ") || line.StartsWith("==== END logs for container ");
}
