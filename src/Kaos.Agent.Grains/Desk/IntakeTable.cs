using System.Text;
using System.Text.Json;

namespace Kaos.Agent.Grains.Desk;

/// <summary>An answer in rows: as text with even columns, and as data.</summary>
internal sealed record IntakeTable(
    string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    private const int MostRows = 100;

    /// <param name="none">What is said where there is no row.</param>
    public Intake.Answer ToAnswer(string none = " None.")
    {
        var text = Text(none);

        return new(text, Data(expected: 2 * text.Length));
    }

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
        AddLine(text.Append("\n\n"), Columns, widths);
        foreach (var row in shown)
        {
            AddLine(text.Append('\n'), row, widths);
        }

        return Rows.Count > shown.Count
            ? text.Append($"\n… and {Rows.Count - shown.Count} more; ask for one namespace to see less.").ToString()
            : text.ToString();
    }

    private JsonElement Data(int expected) => IntakeJson.Write(json =>
    {
        var members = Columns.Select(name =>
            JsonNamingPolicy.CamelCase.ConvertName(name.Replace(" ", "", StringComparison.Ordinal))).ToList();
        json.WriteString("kind", "kaos.table/v1");
        json.WriteString("title", Title);
        json.WriteStartArray("rows");
        foreach (var row in Rows.Take(MostRows))
        {
            json.WriteStartObject();
            for (var i = 0; i < members.Count; i++)
            {
                json.WriteString(members[i], row[i]);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("total", Rows.Count);
    }, expected);

    private static void AddLine(StringBuilder text, IReadOnlyList<string> cells, List<int> widths)
    {
        var start = text.Length;
        for (var i = 0; i < cells.Count; i++)
        {
            text.Append(i == 0 ? "" : "  ").Append(cells[i]).Append(' ', widths[i] - cells[i].Length);
        }

        while (text.Length > start && char.IsWhiteSpace(text[^1]))
        {
            text.Length--;
        }
    }
}
