using System.Globalization;
using System.Text;

namespace Kaos.Kubernetes.Tests.Wire;

/// <summary>A recorded request and its answer; see the README beside the recordings for the format.</summary>
internal sealed record Exchange
{
    public required string Name { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public required IReadOnlyDictionary<string, string> Query { get; init; }

    public required IReadOnlyDictionary<string, string> RequestHeaders { get; init; }

    public required string RequestBody { get; init; }

    public required int StatusCode { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required byte[] Body { get; init; }

    public static Exchange Load(string name)
    {
        var text = File.ReadAllText(System.IO.Path.Combine(Fixtures.Folder, name + ".http"));
        var cut = text.IndexOf("\n--- response\n", StringComparison.Ordinal);
        var (firstLine, requestHeaders, requestBody) = Message(text[..cut]);
        var (statusLine, headers, body) = Message(text[(cut + "\n--- response\n".Length)..]);
        var words = firstLine.Split(' ');
        var target = words[1].Split('?');
        return new Exchange
        {
            Name = name,
            Method = words[0],
            Path = target[0],
            Query = Pairs(target.Length > 1 ? target[1].Split('&') : [], '='),
            RequestHeaders = requestHeaders,
            RequestBody = requestBody.Trim(),
            StatusCode = int.Parse(statusLine.Split(' ')[1], CultureInfo.InvariantCulture),
            Headers = headers,

            // The recorder ended each file with a line of its own.
            Body = Encoding.UTF8.GetBytes(body.EndsWith('\n') ? body[..^1] : body),
        };
    }

    private static (string First, IReadOnlyDictionary<string, string> Headers, string Body) Message(string text)
    {
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        var (head, body) = end < 0 ? (text, "") : (text[..end], text[(end + 2)..]);
        var lines = head.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (lines[0], Pairs(lines[1..], ':'), body);
    }

    private static Dictionary<string, string> Pairs(IEnumerable<string> lines, char separator) =>
        lines.Select(line => line.Split(separator, 2))
            .ToDictionary(
                pair => pair[0].Trim(),
                pair => Uri.UnescapeDataString(pair[1].Trim()),
                StringComparer.OrdinalIgnoreCase);
}
