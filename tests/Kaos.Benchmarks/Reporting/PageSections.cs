using System.Globalization;

namespace Kaos.Benchmarks.Reporting;

/// <summary>What stands on the page already, by mode.</summary>
internal static class PageSections
{
    private const string Heading = "## ";
    private const string Time = "yyyy-MM-dd HH:mm 'UTC'";

    public static SortedDictionary<string, string> Read(string page)
    {
        var sections = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in ("\n" + page).Split("\n" + Heading).Skip(1))
        {
            var end = part.IndexOf('\n', StringComparison.Ordinal);
            sections[part[..end].Trim()] = part[end..].Trim();
        }

        return sections;
    }

    public static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture);

    /// <summary>Null when the page has nothing of that mode, or does not say.</summary>
    public static DateTimeOffset? MeasuredAt(SortedDictionary<string, string> sections, string mode) =>
        sections.TryGetValue(mode, out var section) && DateTimeOffset.TryParseExact(
            section.Split(',')[0], Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : null;

    /// <summary>The rows of a section that missed their targets, in one phrase each.</summary>
    public static IEnumerable<string> Missed(string section) =>
        from line in section.Split('\n')
        let cells = line.Split('|', StringSplitOptions.TrimEntries)
        where cells is [_, _, _, _, _, _, "**missed**", ..]
        select $"{cells[1]} {cells[2]} (target {cells[5]})";
}
