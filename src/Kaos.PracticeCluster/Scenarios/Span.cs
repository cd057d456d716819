using System.Globalization;

namespace Kaos.PracticeCluster.Scenarios;

// "250ms", "12s", "4m", "2h", "1d", and sums such as "1m30s".
internal static class Span
{
    public static TimeSpan Parse(string text, TimeSpan fallback = default)
    {
        if (text.Length == 0)
        {
            return fallback;
        }

        var total = 0.0;
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i]) || text[i] == '.')
            {
                continue;
            }

            var unit = text.AsSpan(i).StartsWith("ms", StringComparison.Ordinal) ? "ms" : text[i].ToString();
            total += double.Parse(text.AsSpan(start, i - start), CultureInfo.InvariantCulture) * Seconds(unit, text);
            i += unit.Length - 1;
            start = i + 1;
        }

        return TimeSpan.FromSeconds(total);
    }

    private static double Seconds(string unit, string text) => unit switch
    {
        "ms" => 0.001,
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86400,
        _ => throw new FormatException($"'{text}' is not a duration. Write it like 250ms, 12s, 4m, 2h or 1m30s."),
    };
}
