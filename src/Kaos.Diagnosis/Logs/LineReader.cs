using System.Globalization;

namespace Kaos.Diagnosis.Logs;

/// <summary>Takes one line apart: time, level, message; plain text, logfmt, klog and JSON lines.</summary>
internal static class LineReader
{
    /// <summary>The line without the runtime's time stamp, with its indentation.</summary>
    public static ReadOnlySpan<char> Body(ReadOnlySpan<char> line)
    {
        var end = TimeLength(line);
        return end == 0 ? line : end < line.Length && line[end] == ' ' ? line[(end + 1)..] : line[end..];
    }

    public static LogLine Read(ReadOnlySpan<char> raw)
    {
        var rest = raw.Trim();
        var at = TakeTime(ref rest);
        DropClock(ref rest);
        if (rest.StartsWith("{") && JsonLine.Read(rest.ToString()) is { } json)
        {
            return json with { At = json.At ?? at };
        }

        if (LogfmtLine.Read(rest) is { } pairs)
        {
            return pairs with { At = pairs.At ?? at };
        }

        var named = LevelWords.In(rest);
        var level = named ?? LevelWords.Of(rest);
        var message = LevelWords.StripLead(rest);

        // A level may stand before the time: "ERROR 2026-01-01 03:14:00 text".
        at ??= TakeTime(ref message);
        DropClock(ref message);
        return new LogLine(at, level, message.ToString()) { IsGuess = named is null };
    }

    private static DateTimeOffset? TakeTime(ref ReadOnlySpan<char> rest)
    {
        var text = rest.StartsWith("[") ? rest[1..] : rest;
        var end = TimeLength(text);
        if (end == 0 || Parse(text[..end]) is not { } time)
        {
            return null;
        }

        rest = text[end..].TrimStart("] \t-:|");
        return time;
    }

    // "03:14:08.120 WARN …": a time of day says nothing that the runtime's stamp does not.
    private static void DropClock(ref ReadOnlySpan<char> rest)
    {
        if (rest.Length < 9 || rest[2] != ':' || rest[5] != ':' || !char.IsAsciiDigit(rest[0]) ||
            !char.IsAsciiDigit(rest[7]))
        {
            return;
        }

        var end = rest.IndexOf(' ');
        if (end >= 8 && rest[..end].IndexOfAnyExcept("0123456789:.,") < 0)
        {
            rest = rest[end..].TrimStart();
        }
    }

    // yyyy-MM-dd[T ]HH:mm:ss with anything that can still belong to a time
    private static int TimeLength(ReadOnlySpan<char> text)
    {
        if (text.Length < 19 || !char.IsAsciiDigit(text[0]) || text[4] is not ('-' or '/') || text[13] != ':')
        {
            return 0;
        }

        var i = 19;
        while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] is '.' or ',' or '+' or '-' or ':' or 'Z'))
        {
            i++;
        }

        return i;
    }

    public static DateTimeOffset? Parse(ReadOnlySpan<char> text)
    {
        Span<char> copy = stackalloc char[Math.Min(text.Length, 40)];
        text[..copy.Length].CopyTo(copy);
        copy.Replace(',', '.');
        copy.Replace('/', '-');
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParse(copy.TrimEnd(":-"), CultureInfo.InvariantCulture, utc, out var time)
            ? time
            : null;
    }
}
