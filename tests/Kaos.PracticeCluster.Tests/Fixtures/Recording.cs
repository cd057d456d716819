using System.Text.Json.Nodes;

namespace Kaos.PracticeCluster.Tests.Fixtures;

// One exchange with a real API server: tests/fixtures/kubernetes-wire/NAME.http.
internal sealed record Recording(string Method, string Path, string Media, string? Accept, string? Body, int Code,
    string ContentType, string Answer)
{
    public static string Folder { get; } = Find();

    public static Recording Read(string name)
    {
        var halves = File.ReadAllText(System.IO.Path.Combine(Folder, "kubernetes-wire", name + ".http"))
            .Split("--- response\n", 2);
        var ask = halves[0].Split("\n\n", 2);
        var lines = ask[0].Split('\n');
        var first = lines[0].Split(' ', 3);
        var reply = halves[1].Split("\n\n", 2);
        string? Header(string block, string header) => block.Split('\n').Select(line => line.Split(": ", 2))
            .FirstOrDefault(pair => pair.Length == 2 && pair[0].Equals(header, StringComparison.OrdinalIgnoreCase))?[1]
                .Trim();
        return new Recording(first[0], first[1].TrimEnd('\r'), Header(ask[0], "Content-Type") ?? "application/json",
            Header(ask[0], "Accept"),
            ask.Length > 1 && ask[1].Trim().Length > 0 ? ask[1].Trim() : null,
            int.Parse(reply[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), Header(reply[0],
                "Content-Type") ?? "", reply[1]);
    }

    public JsonObject Json => (JsonObject)JsonNode.Parse(Answer)!;

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(System.IO.Path.Combine(folder.FullName, "tests", "fixtures")))
        {
            folder = folder.Parent;
        }

        return System.IO.Path.Combine(folder!.FullName, "tests", "fixtures");
    }
}
