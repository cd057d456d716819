using System.Globalization;

namespace Kaos.Diagnosis.Schedules;

/// <summary>
/// When a CronJob is due: five fields or a macro such as <c>@hourly</c>, read as the controller reads them. Days of
/// month and of week both restrict only where one of them is <c>*</c>; else either suffices.
/// </summary>
internal sealed class CronSchedule
{
    private const int MostDays = 366 * 5;

    private static readonly string[] Months =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private readonly ulong minutes;
    private readonly ulong hours;
    private readonly ulong daysOfMonth;
    private readonly ulong months;
    private readonly ulong daysOfWeek;
    private readonly bool anyDayOfMonth;
    private readonly bool anyDayOfWeek;
    private readonly TimeSpan? every;

    private CronSchedule(TimeSpan every) => this.every = every;

    private CronSchedule(ulong[] sets, bool anyDayOfMonth, bool anyDayOfWeek)
    {
        (minutes, hours, daysOfMonth, months, daysOfWeek) = (sets[0], sets[1], sets[2], sets[3], sets[4]);
        this.anyDayOfMonth = anyDayOfMonth;
        this.anyDayOfWeek = anyDayOfWeek;
    }

    /// <summary>False when the text is no schedule; <paramref name="why"/> then says which part.</summary>
    public static bool TryParse(string text, out CronSchedule schedule, out string why)
    {
        schedule = new CronSchedule(TimeSpan.Zero);
        why = "";
        var plain = text.Trim();
        if (plain.StartsWith("TZ=", StringComparison.Ordinal) || plain.StartsWith("CRON_TZ=", StringComparison.Ordinal))
        {
            var space = plain.IndexOf(' ');
            plain = space < 0 ? "" : plain[space..].Trim();
        }

        if (plain.StartsWith("@every ", StringComparison.Ordinal))
        {
            schedule = new CronSchedule(TimeSpan.FromMinutes(1));
            return true;
        }

        var fields = Macro(plain).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5)
        {
            why = plain.StartsWith('@') ? $"{plain} is no macro" : $"it has {fields.Length} fields instead of 5";
            return false;
        }

        (string Name, int Least, int Most, string[] Names)[] ranges =
        [
            ("minute", 0, 59, []), ("hour", 0, 23, []), ("day of month", 1, 31, []), ("month", 1, 12, Months),
            ("day of week", 0, 7, Days),
        ];
        var sets = new ulong[5];
        for (var i = 0; i < 5; i++)
        {
            if (Set(fields[i], ranges[i].Least, ranges[i].Most, ranges[i].Names) is not { } set)
            {
                why = $"\"{fields[i]}\" is no {ranges[i].Name}";
                return false;
            }

            sets[i] = set;
        }

        // Sunday is 0 and 7.
        sets[4] |= (sets[4] & (1UL << 7)) != 0 ? 1UL : 0;
        schedule = new CronSchedule(sets, IsAny(fields[2]), IsAny(fields[4]));
        return true;
    }

    /// <summary>The latest times at which it was due before a moment, latest first; local to the given zone.</summary>
    public IEnumerable<DateTimeOffset> Before(DateTimeOffset moment, TimeZoneInfo zone)
    {
        if (every is not null)
        {
            yield break;
        }

        var local = TimeZoneInfo.ConvertTime(moment, zone).DateTime;
        var day = local.Date;
        for (var i = 0; i < MostDays && day.Year > 1; i++, day = day.AddDays(-1))
        {
            if (!IsDue(day))
            {
                continue;
            }

            for (var minute = (24 * 60) - 1; minute >= 0; minute--)
            {
                if ((hours & (1UL << (minute / 60))) == 0 || (minutes & (1UL << (minute % 60))) == 0)
                {
                    continue;
                }

                var at = day.AddMinutes(minute);
                if (at < local && !zone.IsInvalidTime(at))
                {
                    yield return new DateTimeOffset(at, zone.GetUtcOffset(at)).ToUniversalTime();
                }
            }
        }
    }

    private bool IsDue(DateTime day)
    {
        var ofMonth = (daysOfMonth & (1UL << day.Day)) != 0;
        var ofWeek = (daysOfWeek & (1UL << (int)day.DayOfWeek)) != 0;
        return (months & (1UL << day.Month)) != 0 &&
            (anyDayOfMonth || anyDayOfWeek ? ofMonth && ofWeek : ofMonth || ofWeek);
    }

    private static string Macro(string text) => text switch
    {
        "@yearly" or "@annually" => "0 0 1 1 *",
        "@monthly" => "0 0 1 * *",
        "@weekly" => "0 0 * * 0",
        "@daily" or "@midnight" => "0 0 * * *",
        "@hourly" => "0 * * * *",
        _ => text,
    };

    private static bool IsAny(string field) => field is "*" or "?";

    private static ulong? Set(string field, int least, int most, string[] names)
    {
        var set = 0UL;
        foreach (var part in field.Split(','))
        {
            if (Range(part, least, most, names) is not var (from, to, step))
            {
                return null;
            }

            for (var i = from; i <= to; i += step)
            {
                set |= 1UL << i;
            }
        }

        return set;
    }

    private static (int From, int To, int Step)? Range(string part, int least, int most, string[] names)
    {
        var halves = part.Split('/');
        var step = 1;
        if (halves.Length > 2 ||
            (halves.Length == 2 && (Number(halves[1], []) is not { } stated || (step = stated) < 1)))
        {
            return null;
        }

        if (halves[0] is "*" or "?")
        {
            return (least, most == 7 ? 6 : most, step);
        }

        var ends = halves[0].Split('-');
        var from = Number(ends[0], names);
        var to =
            ends.Length == 1 ? (halves.Length == 2 ? most : from) : ends.Length == 2 ? Number(ends[1], names) : null;
        return from is { } f && to is { } t && f >= least && t <= most && f <= t ? (f, t, step) : null;
    }

    private static int? Number(string text, string[] names)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        var at = Array.IndexOf(names, text.ToLowerInvariant());
        return at < 0 ? null : names.Length == 12 ? at + 1 : at;
    }
}
