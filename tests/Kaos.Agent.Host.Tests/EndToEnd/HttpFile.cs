using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Kaos.Agent.Host.Tests.EndToEnd;

/// <summary>One request of a .http file.</summary>
internal sealed record HttpFileRequest(
    string Title, string? Name, HttpMethod Method, string Url, IReadOnlyList<(string Name, string Value)> Headers,
    string Body)
{
    public HttpRequestMessage Build(Func<string, string> fill)
    {
        var request = new HttpRequestMessage(Method, fill(Url));
        if (Body.Length > 0)
        {
            request.Content = new StringContent(fill(Body), Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in Headers.Where(static header => header.Name != "Content-Type"))
        {
            request.Headers.TryAddWithoutValidation(name, fill(value)).ShouldBeTrue(name);
        }

        return request;
    }
}

/// <summary>Reads and fills .http files as the common editors do: variables, named requests, headers, bodies.</summary>
internal static partial class HttpFile
{
    public static IReadOnlyList<HttpFileRequest> Read(string text) =>
        [.. text.ReplaceLineEndings("\n").Split("\n###").Select(static part => Request(part.Split('\n')))
            .OfType<HttpFileRequest>()];

    /// <param name="variables">Besides <c>name.response.body.$.path</c> of the answers.</param>
    public static string Fill(
        string text, IReadOnlyDictionary<string, string> variables, IReadOnlyDictionary<string, JsonElement> answers) =>
        Braces().Replace(text, match => match.Groups["answer"] is { Success: true } answer
            ? answers[answer.Value].GetProperty(match.Groups["member"].Value).ToString()
            : variables[match.Groups["variable"].Value]);

    private static HttpFileRequest? Request(string[] lines)
    {
        var start = Array.FindIndex(lines, static line => RequestLine().IsMatch(line));
        if (start < 0)
        {
            return null;
        }

        var first = RequestLine().Match(lines[start]);
        var headers = lines.Skip(start + 1).TakeWhile(static line => line.Length > 0).ToList();
        return new HttpFileRequest(
            lines[0].Trim(' ', '#'),
            lines.Take(start).Select(static line => NameLine().Match(line))
                .FirstOrDefault(static name => name.Success)?.Groups["name"].Value,
            new HttpMethod(first.Groups["method"].Value),
            first.Groups["url"].Value,
            [.. headers.Select(static line => line.Split(':', 2))
                .Select(static pair => (pair[0].Trim(), pair[1].Trim()))],
            string.Join('\n', lines.Skip(start + 1 + headers.Count)).Trim());
    }

    [GeneratedRegex(@"^(?<method>GET|POST|PUT|PATCH|DELETE) (?<url>\S+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RequestLine();

    [GeneratedRegex(@"^# @name (?<name>\w+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NameLine();

    [GeneratedRegex(@"\{\{((?<answer>\w+)\.response\.body\.\$\.(?<member>\w+)|(?<variable>\w+))\}\}",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Braces();
}
