using System.Globalization;

namespace Kaos.Agent.Grains.Desk.Answers;

/// <summary>A line of a log without the time that the container runtime put before it. Pure.</summary>
internal readonly record struct StampedLine(DateTimeOffset? At, string Text)
{
    private const int LongestStamp = 36;

    /// <summary>With a short time, unless the line has one of its own.</summary>
    public string Shown => Stamp is { } stamp ? $"{stamp} {Text}" : Text;

    /// <summary>The short time that is shown before the text, in UTC; null for none.</summary>
    public string? Stamp => At is { } at && !HasOwnTime(Text)
        ? at.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)
        : null;

    public static StampedLine Of(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return space is > 18 and < LongestStamp && char.IsAsciiDigit(line[0]) && DateTimeOffset.TryParse(
            line.AsSpan(0, space), CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? new StampedLine(at, line[(space + 1)..])
            : new StampedLine(null, line);
    }

    /// <summary>
    /// How long the front of a text is that tells its minute: "03:12:" or "2026-02-28T03:12:"; 0 for none.
    /// </summary>
    public static int MinuteOf(string text)
    {
        var clock = text is [_, _, _, _, '-', _, _, '-', _, _, 'T' or ' ', ..] ? "2026-02-28T".Length : 0;
        return IsClock(text, clock) && text.AsSpan(clock + 5) is [':', >= '0' and <= '9', ..] ? clock + 6 : 0;
    }

    // 03:12:45 somewhere near the front.
    private static bool HasOwnTime(string text)
    {
        for (var i = 0; i + 5 <= Math.Min(text.Length, LongestStamp); i++)
        {
            if (IsClock(text, i))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsClock(string text, int at) => at + 5 <= text.Length &&
        char.IsAsciiDigit(text[at]) && char.IsAsciiDigit(text[at + 1]) && text[at + 2] == ':' &&
        char.IsAsciiDigit(text[at + 3]) && char.IsAsciiDigit(text[at + 4]);
}
