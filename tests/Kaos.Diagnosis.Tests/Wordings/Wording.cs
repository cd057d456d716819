using System.Text.Json;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Tests.Wordings;

/// <summary>
/// One line of a <c>.txt</c> file here: the cause (with <c>@</c> and the root's kind where that matters), the reason,
/// the message and, behind a tab, the source that writes it, with a version where others write otherwise. The
/// <c>.yaml</c> file of the same name is the cluster that says it: <c>$reason</c> and <c>$message</c> stand for the
/// two, <c>$1</c>, <c>$2</c>, … for the parts of a reason with <c>|</c> in it.
/// </summary>
internal sealed record Wording(string Stage, int Line, string Cause, string Reason, string Message, string Source)
{
    /// <summary>Stands for a cause where nothing is to be found.</summary>
    public const string Well = "well";

    private static readonly string Root = RepositoryFolder.Find("tests", "Kaos.Diagnosis.Tests", "Wordings");

    public static IReadOnlyList<Wording> All { get; } =
        [.. Directory.EnumerateFiles(Root, "*.txt").Order(StringComparer.Ordinal).SelectMany(Read)];

    public ClusterSnapshot World()
    {
        var parts = Reason.Split('|');
        var yaml = File.ReadAllText(Path.Combine(Root, $"{Stage}.yaml"));
        for (var i = 0; i < parts.Length; i++)
        {
            yaml = yaml.Replace(
                $"${i + 1}", IsNumber(parts[i]) ? parts[i] : Quoted(parts[i]), StringComparison.Ordinal);
        }

        yaml = yaml.Replace("$reason", Quoted(Reason), StringComparison.Ordinal)
            .Replace("$message", Quoted(Message), StringComparison.Ordinal);
        var folder = Directory.CreateTempSubdirectory("kaos-wording-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "objects.yaml"), yaml);
            File.WriteAllText(Path.Combine(folder.FullName, "snapshot.json"), "{\"now\": \"2031-03-04T12:00:00Z\"}");
            var world = SnapshotReader.Read(folder.FullName, "wording");
            world.NotRead.ShouldBeEmpty();
            return world;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool IsNumber(string text) => text.All(char.IsAsciiDigit);

    private static string Quoted(string text) => JsonSerializer.Serialize(text);

    private static IEnumerable<Wording> Read(string path) => File.ReadLines(path)
        .Select((text, at) => (Text: text, Line: at + 1))
        .Where(l => l.Text.Length > 0 && l.Text[0] != '#')
        .Select(l => (l.Line, Halves: l.Text.Split('\t', 2)))
        .Select(l => (
            l.Line,
            Source: l.Halves.ElementAtOrDefault(1) ?? "not looked up",
            Cells: l.Halves[0].Split(' ', 3, StringSplitOptions.RemoveEmptyEntries)))
        .Select(l => new Wording(
            Path.GetFileNameWithoutExtension(path), l.Line, l.Cells[0], l.Cells[1],
            l.Cells.Length > 2 ? l.Cells[2].Replace("\\n", "\n", StringComparison.Ordinal) : "", l.Source));
}
