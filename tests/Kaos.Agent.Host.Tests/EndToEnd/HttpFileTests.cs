using System.Net;
using System.Text.Json;

namespace Kaos.Agent.Host.Tests.EndToEnd;

/// <summary>docs/kaos.http, request by request, against a service as a reader would have it.</summary>
[Collection(nameof(EndToEnd))]
public sealed class HttpFileTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_OfThePage_AllSucceedInTheirOrder()
    {
        using var folder = new PracticeFolder();
        using var http = new HttpClient();
        await using var kaos = await KaosProcess.StartAsync(folder.Path, "checkout-service", 10, Token);
        await kaos.SaidAsync("was handed over", Token);
        var variables = new Dictionary<string, string> { ["kaos"] = kaos.Address.GetLeftPart(UriPartial.Authority) };
        var answers = new Dictionary<string, JsonElement>();
        var requests = HttpFile.Read(
            await File.ReadAllTextAsync(Path.Combine(TestPaths.Repository, "docs", "kaos.http"), Token));

        requests.Count.ShouldBeGreaterThan(12);
        foreach (var asked in requests)
        {
            using var request = asked.Build(text => HttpFile.Fill(text, variables, answers));
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);

            var isStream = response.Content.Headers.ContentType?.MediaType == "text/event-stream";
            var body = isStream
                ? await UntilAsync(response, "choices")
                : await response.Content.ReadAsStringAsync(Token);
            response.IsSuccessStatusCode.ShouldBeTrue($"{asked.Title}: {response.StatusCode} {body}\n{kaos.Log}");
            response.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Accepted);
            if (asked.Name is { } name)
            {
                answers[name] = JsonDocument.Parse(body).RootElement.Clone();
            }
        }
    }

    // As far as the choice, which the requests after it are about.
    private static async Task<string> UntilAsync(HttpResponseMessage response, string mark)
    {
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));
        while (await reader.ReadLineAsync(Token) is { } line)
        {
            if (line.Contains(mark, StringComparison.Ordinal))
            {
                return line;
            }
        }

        return "";
    }
}
