namespace Kaos.Diagnosis.Tests.LogLines;

/// <summary>One row of the corpus: a line, or a few, as a program writes them, and what they say.</summary>
/// <param name="Host">Host, port, or both with a colon between; null where the line names none.</param>
internal sealed record LogLineCase(string Family, string Speaker, string? Host, string Text)
{
    public static IReadOnlyList<LogLineCase> All { get; } =
    [
        .. new[] { "others", "self", "benign", "found", "issues" }
            .SelectMany(name => File
                .ReadLines(RepositoryFolder.Find("tests", "Kaos.Diagnosis.Tests", "LogLines", $"{name}.txt"))
                .Where(row => row.Length > 0 && row[0] is not ('#' or '?')))
            .Select(Parse),
    ];

    private static LogLineCase Parse(string row) => row.Split(" | ", 4) is [var family, var speaker, var host, var text]
        ? new LogLineCase(family, speaker, host == "-" ? null : host, Unescape(text))
        : throw new FormatException($"Not a row: {row}");

    // Inside of JSON such marks are part of the JSON; there a line ends with its object.
    private static string Unescape(string text) => text.StartsWith('{')
        ? text.Replace("}\\n{", "}\n{", StringComparison.Ordinal)
        : text.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal);
}
