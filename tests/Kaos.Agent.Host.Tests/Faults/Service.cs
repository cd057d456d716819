using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Kaos.Agent.Host.Tests.Faults;

/// <summary>KAOS as its REST caller sees it.</summary>
internal sealed class Service : IDisposable
{
    private readonly HttpClient http;

    public Service(Uri address, string? key = null)
    {
        http = new() { BaseAddress = address, Timeout = TimeSpan.FromMinutes(10) };
        http.DefaultRequestHeaders.Authorization = key is null ? null : new("Bearer", key);
    }

    public async Task<(HttpStatusCode Status, JsonNode Body)> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))!);
    }

    public async Task<(HttpStatusCode Status, JsonNode Body)> PostAsync(
        string path, string json, CancellationToken cancellationToken)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), body, cancellationToken);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))!);
    }

    public Task<(HttpStatusCode Status, JsonNode Body)> ChooseAsync(
        string session, string option, CancellationToken cancellationToken) =>
        PostAsync($"/v1/sessions/{session}/choice", $$"""{"optionId":"{{option}}"}""", cancellationToken);

    /// <summary>The session of the newest incident.</summary>
    public async Task<string> SessionAsync(CancellationToken cancellationToken) =>
        (await GetAsync("/v1/incidents", cancellationToken)).Body["items"]![0]!["sessionId"]!.GetValue<string>();

    /// <summary>Waits for the next event of this type after the one with that number.</summary>
    public async Task<(long Seq, JsonNode Event)> EventAsync(
        string session, string type, CancellationToken cancellationToken, long after = 0)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/sessions/{session}/events");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        using var reader = new StreamReader(stream);
        var seen = new StringBuilder();
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            seen.AppendLine(line);
            if (line.StartsWith("data:", StringComparison.Ordinal) && JsonNode.Parse(line["data:".Length..]) is { } item
                && item["seq"]!.GetValue<long>() is var seq && seq > after &&
                    item["event"]!["type"]!.GetValue<string>() == type)
            {
                return (seq, item["event"]!);
            }
        }

        throw new InvalidOperationException($"The session ended before '{type}':\n{seen}");
    }

    public async Task<string> NarrationAsync(string session, CancellationToken cancellationToken) =>
        (await GetAsync($"/v1/sessions/{session}", cancellationToken)).Body["narration"]!.GetValue<string>();

    /// <summary>Asks again, as fast as it is answered, until the answer is this one.</summary>
    public async Task<JsonNode> UntilAsync(string path, Func<JsonNode, bool> good, CancellationToken cancellationToken)
    {
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        impatient.CancelAfter(TimeSpan.FromMinutes(10));
        JsonNode? last = null;
        while (!impatient.IsCancellationRequested)
        {
            last = (await GetAsync(path, cancellationToken)).Body;
            if (good(last))
            {
                return last;
            }
        }

        throw new TimeoutException($"{path} stayed at {last}");
    }

    public void Dispose() => http.Dispose();
}
