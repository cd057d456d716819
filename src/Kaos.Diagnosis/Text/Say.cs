using System.Globalization;

namespace Kaos.Diagnosis.Text;

/// <summary>How times and amounts are written in sentences and facts.</summary>
internal static class Say
{
    private const double Mi = 1024 * 1024;

    /// <summary><c>03:14 UTC</c></summary>
    public static string Clock(DateTimeOffset at) =>
        at.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture) + " UTC";

    /// <summary><c>2026-03-01 03:14:05 UTC</c></summary>
    public static string Moment(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    /// <summary><c>40 s</c>, <c>17 min</c>, <c>5 h</c>, <c>12 d</c></summary>
    public static string Span(TimeSpan span) => string.Create(
        CultureInfo.InvariantCulture,
        $"{span switch
        {
            { TotalSeconds: < 120 } => $"{span.TotalSeconds:0} s",
            { TotalMinutes: < 120 } => $"{span.TotalMinutes:0} min",
            { TotalHours: < 48 } => $"{span.TotalHours:0} h",
            _ => $"{span.TotalDays:0} d",
        }}");

    /// <summary><c>2026-03-01T03:14:00Z</c></summary>
    public static string Stamp(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Whole mebibytes, rounded up; kibibytes below one.</summary>
    public static string Bytes(double bytes) => bytes >= Mi
        ? Math.Ceiling((bytes / Mi) - 0.01).ToString("0", CultureInfo.InvariantCulture) + "Mi"
        : Math.Ceiling(bytes / 1024).ToString("0", CultureInfo.InvariantCulture) + "Ki";

    /// <summary><c>120 ms</c>, <c>2.4 s</c></summary>
    public static string Duration(double seconds) => seconds < 1
        ? Number(seconds * 1000) + " ms"
        : Number(Math.Round(seconds, 1)) + " s";

    /// <summary>Two decimals below ten, none from there on.</summary>
    public static string Number(double value) =>
        value.ToString(Math.Abs(value) < 10 ? "0.##" : "0", CultureInfo.InvariantCulture);

    public static string Count(int count, string one, string? many = null) =>
        count == 1 ? $"1 {one}" : $"{count} {many ?? one + "s"}";

    /// <summary>At most <paramref name="most"/> characters of one line.</summary>
    public static string Short(string text, int most = 200)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= most ? line : line[..(most - 1)] + "…";
    }

    /// <summary>A few names, and how many more there are.</summary>
    public static string List(IEnumerable<string> names, int most = 3)
    {
        var all = names.ToList();
        var shown = string.Join(", ", all.Take(most));
        return all.Count > most ? $"{shown} and {all.Count - most} more" : shown;
    }
}
