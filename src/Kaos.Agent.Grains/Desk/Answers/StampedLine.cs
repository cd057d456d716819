using System.Globalization;

namespace Kaos.Agent.Grains.Desk.Answers;

/// <summary>A line of a log without the time that the container runtime put before it. Pure.</summary>
internal readonly record struct StampedLine(DateTimeOffset? At, string Text)
{
    private const int LongestStamp = 36;

    /// <summary>With a short time, unless the line has one of its own.</summary>
    public string Shown => At is { } at && !HasOwnTime(Text) ? $"{at.UtcDateTime:HH:mm:ss} {Text}" : Text;

    public static StampedLine Of(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return space is > 18 and < LongestStamp && char.IsAsciiDigit(line[0]) && DateTimeOffset.TryParse(
            line.AsSpan(0, space), CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? new StampedLine(at, line[(space + 1)..])
            : new StampedLine(null, line);
    }

    // 03:12:45 somewhere near the front.
    private static bool HasOwnTime(string text)
    {
        for (var i = 0; i + 5 <= Math.Min(text.Length, LongestStamp); i++)
        {
            if (char.IsAsciiDigit(text[i]) && char.IsAsciiDigit(text[i + 1]) && text[i + 2] == ':' &&
                char.IsAsciiDigit(text[i + 3]) && char.IsAsciiDigit(text[i + 4]))
            {
                return true;
            }
        }

        return false;
    }
}
