using System.Text.Json.Nodes;

namespace Kaos.Agent.Host.Tests.Edges;

internal sealed record SseFrame(string? Id, string? Event, JsonNode? Data, string? Comment);

/// <summary>Reads server-sent events one by one, as they come.</summary>
internal sealed class SseReader(HttpResponseMessage response, StreamReader reader) : IDisposable
{
    public HttpResponseMessage Response => response;

    public static async Task<SseReader> OpenAsync(
        HttpClient http, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return new SseReader(response, new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken)));
    }

    /// <summary>Null at the end of the stream.</summary>
    public async Task<SseFrame?> NextAsync(CancellationToken cancellationToken)
    {
        string? id = null, name = null, comment = null;
        JsonNode? data = null;
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0)
            {
                return new SseFrame(id, name, data, comment);
            }

            var (field, value) = line.IndexOf(": ", StringComparison.Ordinal) is > 0 and var at
                ? (line[..at], line[(at + 2)..])
                : ("", line);
            switch (field)
            {
                case "id": id = value; break;
                case "event": name = value; break;
                case "data": data = JsonNode.Parse(value); break;
                default: comment = line; break;
            }
        }

        return null;
    }

    public async Task<List<SseFrame>> RestAsync(CancellationToken cancellationToken)
    {
        List<SseFrame> frames = [];
        while (await NextAsync(cancellationToken) is { } frame)
        {
            frames.Add(frame);
        }

        return frames;
    }

    public void Dispose()
    {
        reader.Dispose();
        response.Dispose();
    }
}
