using System.Buffers;

namespace Kaos.Diagnosis.Logs;

/// <summary>Tells how bad a line is from the level it names, or else from its words.</summary>
internal static class LevelWords
{
    // Further in, such a word is part of the message.
    private const int Far = 100;

    private static readonly SearchValues<string> ErrorWords = SearchValues.Create(
    [
        "error", "fatal", "panic", "exception", "traceback", "failed", "failure", "refused", "exhausted", "timed out",
        "timeout", "unreachable", "denied", "cannot ", "can't ", "could not ", "unable to ", "not set", "no such ",
        "not found", "out of memory", "killed", "abort", "already in use", "too many", "corrupt",
    ], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> WarningWords = SearchValues.Create(
    [
        "warn", "exceeded", "disabling", "disabled", "retry", "slow", "deprecated", "degraded", "unbounded", "missing",
        "invalid", "unexpected", "bad ",
    ], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> CalmSigns =
        SearchValues.Create([" * ", " - ", " . "], StringComparison.Ordinal);

    public static LineLevel? Named(ReadOnlySpan<char> level)
    {
        var text = level.Trim();
        Span<char> upper = stackalloc char[Math.Min(text.Length, 16)];
        return text[..upper.Length].ToUpperInvariant(upper) < 0 ? null : upper switch
        {
            "ERROR" or "ERR" or "FATAL" or "PANIC" or "CRITICAL" or "CRIT" or "FAIL" or "SEVERE" or "EMERG" or "ALERT"
                or "E" or "F" or "DPANIC" or "EMERGENCY"
                => LineLevel.Error,
            "WARN" or "WARNING" or "WRN" or "W" => LineLevel.Warning,
            "INFO" or "INF" or "DEBUG" or "TRACE" or "NOTICE" or "I" or "D" or "DBG" or "DBUG" or "TRCE" or "NOTE"
                or "INFORMATION" or "VERBOSE" or "FINE"
                => LineLevel.Info,

            _ => int.TryParse(text, out var number) ? Numbered(number, "level") : null,
        };
    }

    /// <summary>
    /// By a number: pino and bunyan count in tens, and so does Python, its levels one step lower; Monolog and clouds
    /// in hundreds; syslog downwards to 0; .NET from 0 to 5, OpenTelemetry from 1 to 24.
    /// </summary>
    /// <param name="field">The name of the field that holds it.</param>
    public static LineLevel? Numbered(int number, string field) => field.ToUpperInvariant() switch
    {
        "LEVELNO" => Stepped(number, 30, 40),
        "SEVERITY" or "LEVEL" or "LVL" when number is >= 100 and <= 800 =>
            field.StartsWith('s') ? Stepped(number, 400, 500) : Stepped(number, 300, 400),
        "SEVERITY_NUMBER" or "SEVERITYNUMBER" => Stepped(number, 13, 17),
        "LOGLEVEL" when number is >= 0 and < 6 => Stepped(number, 3, 4),

        // Below three, logr means how talkative it is.
        _ when number is >= 3 and < 8 => Stepped(-number, -4, -3),
        _ when number is >= 10 and <= 60 => Stepped(number, 40, 50),
        _ => null,
    };

    private static LineLevel Stepped(int number, int warning, int error) =>
        number >= error ? LineLevel.Error : number >= warning ? LineLevel.Warning : LineLevel.Info;

    /// <summary>From its words alone.</summary>
    public static LineLevel Of(ReadOnlySpan<char> message) =>
        message.ContainsAny(ErrorWords) ? LineLevel.Error
        : message.ContainsAny(WarningWords) ? LineLevel.Warning
        : LineLevel.Info;

    /// <summary>The level that the line names where loggers do: before its message; null where it names none.</summary>
    public static LineLevel? In(ReadOnlySpan<char> line)
    {
        if (Mark(line) is { } mark)
        {
            return mark;
        }

        var head = line[..Math.Min(line.Length, Far)];
        for (var i = 0; i < head.Length;)
        {
            var length = Letters(head[i..]);
            if (length is > 2 and < 9 && Stands(line, i, length) && Named(line.Slice(i, length)) is { } named)
            {
                return named;
            }

            i += Math.Max(1, length);
        }

        return null;
    }

    public static ReadOnlySpan<char> StripLead(ReadOnlySpan<char> line)
    {
        var text = line.TrimStart("[(");
        var length = Letters(text);

        // "Error loading …" is a sentence.
        return IsLed(line) &&
            (length < 2 || length == text.Length || text[length] != ' ' || char.IsAsciiLetterUpper(text[1]))
            ? text[length..].TrimStart("])> \t:|-")
            : line;
    }

    /// <summary>Whether the line begins with a level.</summary>
    public static bool IsLed(ReadOnlySpan<char> line)
    {
        var text = line.TrimStart("[(");
        var length = Letters(text);

        // "panic: …" is Go's message itself.
        return length is > 2 and < 9 && (length == text.Length || !char.IsAsciiDigit(text[length])) &&
            Named(text[..length]) is not null && !text.StartsWith("panic", StringComparison.OrdinalIgnoreCase);
    }

    // klog writes "E0314 10:02:11", Redis a sign after the time: "1:M 14 Mar 2026 10:02:11.120 # text".
    private static LineLevel? Mark(ReadOnlySpan<char> line)
    {
        if (line.Length > 12 && line[0] is 'I' or 'W' or 'E' or 'F' && char.IsAsciiDigit(line[1]) &&
            char.IsAsciiDigit(line[4]) && line[5] == ' ')
        {
            return Named(line[..1]);
        }

        return line.Length > 30 && char.IsAsciiDigit(line[0]) && line.IndexOf(':') is > 0 and < 8 and var colon &&
            line[colon + 1] is 'M' or 'S' or 'C' or 'X' && line[colon + 2] == ' ' &&
            line[..30].ContainsAny(CalmSigns)
            ? LineLevel.Info
            : null;
    }

    // "[error]", "ERROR/MainProcess", "| WARN |", "LOG:", "error:"; in lower case only where it cannot be a word of a
    // sentence.
    private static bool Stands(ReadOnlySpan<char> line, int at, int length)
    {
        var before = at == 0 ? '\0' : line[at - 1];
        var after = at + length < line.Length ? line[at + length] : '\0';
        return char.IsAsciiLetterUpper(line[at + 1])
            ? before is '\0' or ' ' or '[' or '(' or '|' or '\t' or ':' or '<' &&
                after is not ('_' or '=' or '-' or '.' or '"')
            : (before is '[' or '(' or '<' || (before == ' ' && at > 1 && line[at - 2] == '[') || at == 0 ||
                (before == ' ' && after == ':' && line[at] is 'e' or 'f' or 'w')) &&
                (after is ']' or ')' or '>' or ':' or '\0' || (after == ' ' && !IsSentence(line.Slice(at, length))));
    }

    // "Note that …"
    private static bool IsSentence(ReadOnlySpan<char> word) =>
        word.Equals("note", StringComparison.OrdinalIgnoreCase) ||
            word.Equals("fine", StringComparison.OrdinalIgnoreCase);

    private static int Letters(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && char.IsAsciiLetter(text[length]))
        {
            length++;
        }

        return length;
    }
}
