using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;

namespace Kaos.A2A.Tests;

/// <summary>Reads the events of one open stream.</summary>
internal sealed class SseReader : IAsyncDisposable
{
    private readonly HttpResponseMessage response;
    private readonly IAsyncEnumerator<SseItem<string>> items;

    private SseReader(HttpResponseMessage response, Stream stream)
    {
        this.response = response;
        items = SseParser.Create(stream).EnumerateAsync(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
    }

    public string? LastEventId => items.Current.EventId;

    public static async Task<SseReader> OpenAsync(HttpResponseMessage response) =>
        new(response, await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

    /// <summary>The next event's JSON-RPC result, or the bare event; null at the end.</summary>
    public async Task<JsonElement?> NextAsync()
    {
        if (!await items.MoveNextAsync())
        {
            return null;
        }

        using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(items.Current.Data));
        var root = document.RootElement.Clone();
        return root.TryGetProperty("result", out var result) ? result : root;
    }

    /// <summary>
    /// All that is left, each told in short: <c>task:WORKING</c>, <c>status:COMPLETED</c>, <c>artifact:text</c>.
    /// </summary>
    public async Task<List<string>> RestAsync()
    {
        var all = new List<string>();
        while (await NextAsync() is { } item)
        {
            all.Add(Short(item));
        }

        return all;
    }

    public static string Short(JsonElement item)
    {
        if (item.TryGetProperty("task", out var task))
        {
            return "task:" + State(task);
        }

        if (item.TryGetProperty("statusUpdate", out var status))
        {
            return "status:" + State(status);
        }

        return item.TryGetProperty("artifactUpdate", out var artifact)
            ? "artifact:" + artifact.GetProperty("artifact").GetProperty("parts")[0].GetProperty("text").GetString()
            : item.TryGetProperty("message", out var message)
                ? "message:" + message.GetProperty("parts")[0].GetProperty("text").GetString()
                : item.GetRawText();
    }

    public async ValueTask DisposeAsync()
    {
        await items.DisposeAsync();
        response.Dispose();
    }

    private static string State(JsonElement owner) =>
        owner.GetProperty("status").GetProperty("state").GetString()!["TASK_STATE_".Length..];
}
