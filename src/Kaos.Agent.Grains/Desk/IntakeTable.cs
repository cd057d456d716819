using System.Text;
using System.Text.Json;

namespace Kaos.Agent.Grains.Desk;

/// <summary>An answer in rows: as text with even columns, and as data.</summary>
internal sealed record IntakeTable(
    string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    private const int MostRows = 100;

    /// <param name="none">What is said where there is no row.</param>
    public Intake.Answer ToAnswer(string none = " None.") => new(Text(none), Data());

    private string Text(string none)
    {
        var text = new StringBuilder(Title);
        if (Rows.Count == 0)
        {
            return text.Append(none).ToString();
        }

        var shown = Rows.Take(MostRows).ToList();
        var widths = Columns.Select((name, i) =>
            shown.Max(row => row[i].Length) is var widest && widest > name.Length ? widest : name.Length)
            .ToList();
        text.Append("\n\n").Append(Line(Columns, widths));
        foreach (var row in shown)
        {
            text.Append('\n').Append(Line(row, widths));
        }

        return Rows.Count > shown.Count
            ? text.Append($"\n… and {Rows.Count - shown.Count} more; ask for one namespace to see less.").ToString()
            : text.ToString();
    }

    private JsonElement Data() => IntakeJson.Write(json =>
    {
        json.WriteString("kind", "kaos.table/v1");
        json.WriteString("title", Title);
        json.WriteStartArray("rows");
        foreach (var row in Rows.Take(MostRows))
        {
            json.WriteStartObject();
            for (var i = 0; i < Columns.Count; i++)
            {
                json.WriteString(
                    JsonNamingPolicy.CamelCase.ConvertName(Columns[i].Replace(" ", "", StringComparison.Ordinal)),
                    row[i]);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("total", Rows.Count);
    });

    private static string Line(IReadOnlyList<string> cells, List<int> widths) =>
        string.Join("  ", cells.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd();
}
