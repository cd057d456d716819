using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Kaos.Benchmarks.Reporting;

/// <summary>
/// Figures are kept per mode under artifacts; the newest of every mode make docs/benchmarks.md. A mode that was not
/// measured here keeps the section that the page has.
/// </summary>
internal static class Report
{
    private const string Page = "docs/benchmarks.md";

    private static readonly string Folder = Path.Combine("artifacts", "benchmarks");

    public static void Keep(Run run)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, run.Mode + ".json"), JsonSerializer.Serialize(run));
    }

    public static void Write()
    {
        var runs = Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal)
            .Select(file => JsonSerializer.Deserialize<Run>(File.ReadAllText(file))).OfType<Run>();
        var sections = PageSections.Read(File.Exists(Page) ? File.ReadAllText(Page) : "");
        foreach (var run in runs.Where(run => !(PageSections.MeasuredAt(sections, run.Mode) > run.At)))
        {
            sections[run.Mode] = $"{PageSections.Stamp(run.At)}, load {run.Load}{Note(run)}\n\n{Table(run)}";
        }

        var missed = sections.Values.SelectMany(PageSections.Missed).ToArray();
        var text = new StringBuilder($"""
            # Benchmarks

            Written by `eng/bench`; do not edit. {Machine.Text}. Medians; the range of all repetitions beside them. The
            load is the machine's one-minute average before and after a mode: above the core count, others were at work.

            {(missed.Length == 0 ? "Every target was met." : "Missed: " + string.Join("; ", missed) + ".")}


            """);
        foreach (var (mode, section) in sections)
        {
            text.Append(CultureInfo.InvariantCulture, $"## {mode}\n\n{section.Trim()}\n\n");
        }

        File.WriteAllText(Page, text.ToString().TrimEnd('\n') + "\n");
        Console.WriteLine($"{Page}: {sections.Count} modes, {missed.Length} targets missed");
    }

    public static string Table(Run run)
    {
        var rows = run.Figures.Select(figure => new[]
        {
            figure.What, $"{Number(figure.Median)} {figure.Unit}", $"{Number(figure.Lowest)} – {Number(figure.Highest)}",
            figure.Repetitions.ToString(CultureInfo.InvariantCulture), figure.Target?.ToString() ?? "", figure.Verdict,
        }).Prepend(["what", "median", "range", "runs", "target", ""]).ToArray();
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))
            .ToArray();
        var text = new StringBuilder();
        for (var i = 0; i < rows.Length; i++)
        {
            Line(rows[i], ' ');
            if (i == 0)
            {
                Line([.. widths.Select(_ => "")], '-');
            }
        }

        return text.ToString();

        void Line(string[] cells, char fill) => text.Append("| ")
            .AppendJoin(" | ", cells.Select((cell, column) => cell.PadRight(widths[column], fill))).Append(" |\n");
    }

    private static string Note(Run run) => run.Note is null ? "" : "\n\n" + run.Note;

    private static string Number(double value) =>
        value.ToString(Math.Abs(value) >= 100 ? "N0" : "N1", CultureInfo.InvariantCulture);
}
