using System.Globalization;
using System.Text.RegularExpressions;

namespace Kaos.Agent.Grains.Desk;

/// <summary>Since when, in cluster time, read as UTC. Pure.</summary>
internal static partial class IntakeTimes
{
    private static readonly Dictionary<string, double> Numbers = new(StringComparer.Ordinal)
    {
        { "one", 1 }, { "two", 2 }, { "three", 3 }, { "four", 4 }, { "five", 5 }, { "six", 6 }, { "ten", 10 },
        { "fifteen", 15 }, { "twenty", 20 }, { "thirty", 30 }, { "half", 0.5 }, { "couple", 2 }, { "few", 3 },
    };

    /// <summary>
    /// The moment that the sentence names, never after <paramref name="now"/>; null when it names none.
    /// </summary>
    public static DateTimeOffset? Of(string sentence, DateTimeOffset now)
    {
        var text = sentence.ToLowerInvariant();
        var utc = now.ToUniversalTime();
        return Clock(text, utc) ?? Span(text, utc) ?? Day(text, utc);
    }

    private static DateTimeOffset? Clock(string text, DateTimeOffset now)
    {
        var match = ClockTime().Match(text);
        if (!match.Success || !int.TryParse(match.Groups["hour"].Value, CultureInfo.InvariantCulture, out var hour))
        {
            return null;
        }

        var minute = match.Groups["minute"].Success
            ? int.Parse(match.Groups["minute"].Value, CultureInfo.InvariantCulture)
            : 0;
        hour = match.Groups["half"].Value switch
        {
            "pm" when hour < 12 => hour + 12,
            "am" when hour == 12 => 0,
            _ => hour,
        };
        if (hour > 23 || minute > 59)
        {
            return null;
        }

        var at = Midnight(now).AddHours(hour).AddMinutes(minute);
        return at > now || text.Contains("yesterday", StringComparison.Ordinal) ? at.AddDays(-1) : at;
    }

    /// <summary>
    /// The moment that lies the named span back: <c>in the last two hours</c>; null when none is named.
    /// </summary>
    public static DateTimeOffset? Span(string text, DateTimeOffset now)
    {
        var match = TimeSpanWords().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var said = match.Groups["count"].Value;
        var count = Numbers.TryGetValue(said, out var known) ? known
            : double.TryParse(said, CultureInfo.InvariantCulture, out var number) ? number : 1;
        var unit = match.Groups["unit"].Value;
        return unit[0] switch
        {
            's' => now.AddSeconds(-count),
            'm' => now.AddMinutes(-count),
            'h' => now.AddHours(-count),
            'd' => now.AddDays(-count),
            _ => now.AddDays(-7 * count),
        };
    }

    private static DateTimeOffset? Day(string text, DateTimeOffset now)
    {
        var midnight = Midnight(now);
        (string Words, DateTimeOffset At)[] days =
        [
            ("this morning", midnight.AddHours(5)), ("this afternoon", midnight.AddHours(12)),
            ("this evening", midnight.AddHours(17)),
            ("last night", midnight.AddHours(-4)), ("overnight", midnight.AddHours(-4)),
            ("tonight", midnight.AddHours(18)), ("since midnight", midnight),
            ("since noon", midnight.AddHours(12)), ("yesterday", midnight.AddDays(-1)), ("today", midnight),
        ];
        foreach (var (words, at) in days)
        {
            if (text.Contains(words, StringComparison.Ordinal))
            {
                return at <= now ? at : midnight;
            }
        }

        return Weekday(text, midnight);
    }

    // "since monday", "on friday", "over the weekend": the last one that was.
    private static DateTimeOffset? Weekday(string text, DateTimeOffset midnight)
    {
        for (var back = 1; back <= 7; back++)
        {
            var day = midnight.AddDays(-back);
            var name = day.DayOfWeek.ToString().ToLowerInvariant();
            if (text.Contains($"since {name}", StringComparison.Ordinal) ||
                text.Contains($"on {name}", StringComparison.Ordinal) ||
                text.Contains($"last {name}", StringComparison.Ordinal) ||
                (day.DayOfWeek == DayOfWeek.Saturday && text.Contains("the weekend", StringComparison.Ordinal)))
            {
                return day;
            }
        }

        return null;
    }

    private static DateTimeOffset Midnight(DateTimeOffset now) => new(now.UtcDateTime.Date, TimeSpan.Zero);

    [GeneratedRegex(
        @"\b(since|at|around|from|after|about)\s+(about\s+|around\s+)?((?<hour>\d{1,2})[:.](?<minute>\d{2})\s*(?<half>am|pm)?|(?<hour>\d{1,2})\s*(?<half>am|pm))\b",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000)]
    private static partial Regex ClockTime();

    // "for two hours", "in the last half hour", "20 minutes ago"; a bare "2 seconds" is an amount, not a moment.
    [GeneratedRegex(
        @"\b(for|in|since|over|within|during)\s+(the\s+)?(last\s+|past\s+)?(about\s+|over\s+)?(an?\s+)?((?<count>\d+(\.\d+)?|one|two|three|four|five|six|ten|fifteen|twenty|thirty|half|couple|few)\s*)?(an?\s+|of\s+)?(?<unit>seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?)\b" +
        @"|\b((?<count>\d+(\.\d+)?|one|two|three|four|five|six|ten|fifteen|twenty|thirty|half|couple|few)\s*)?(an?\s+|of\s+)?(?<unit>seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?)\s+ago\b",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000)]
    private static partial Regex TimeSpanWords();
}
