using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Kaos.A2A.Hosting;

namespace Kaos.A2A.Client;

/// <summary>One binding from the client's side.</summary>
internal abstract class ClientBinding(HttpClient http)
{
    private const string StreamMediaType = "text/event-stream";

    public async Task<TResult> CallAsync<TRequest, TResult>(
        ClientCall<TRequest> call, TRequest request, CancellationToken cancellationToken)
        where TRequest : class, ITenantRequest
        where TResult : class
    {
        using var message = Message(call, request);
        using var response = await http.SendAsync(message, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return Read<TResult>(body, response);
    }

    public async IAsyncEnumerable<StreamItem> StreamAsync<TRequest>(
        ClientCall<TRequest> call,
        TRequest request,
        string? lastEventId,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TRequest : class, ITenantRequest
    {
        using var message = Message(call, request);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(StreamMediaType));
        if (lastEventId is not null)
        {
            message.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!string.Equals(
            response.Content.Headers.ContentType?.MediaType, StreamMediaType, StringComparison.OrdinalIgnoreCase))
        {
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            yield return Read<StreamResponse>(body, response);
            yield break;
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var parser = SseParser.Create(stream, (_, data) => Read<StreamResponse>(data, response));
        await foreach (var item in parser.EnumerateAsync(cancellationToken))
        {
            yield return new StreamItem(item.Data, string.IsNullOrEmpty(item.EventId) ? null : item.EventId);
        }
    }

    protected abstract HttpRequestMessage Request<TRequest>(ClientCall<TRequest> call, TRequest request)
        where TRequest : class, ITenantRequest;

    /// <summary>The result in a body, or the error in it as an exception.</summary>
    protected abstract T? Unwrap<T>(JsonElement root)
        where T : class;

    protected static ByteArrayContent Body(byte[] json, string mediaType)
    {
        var content = new ByteArrayContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return content;
    }

    private HttpRequestMessage Message<TRequest>(ClientCall<TRequest> call, TRequest request)
        where TRequest : class, ITenantRequest
    {
        var message = Request(call, request);
        message.Headers.TryAddWithoutValidation(CallNegotiation.VersionHeader, ProtocolVersions.V1);
        return message;
    }

    private T Read<T>(ReadOnlySpan<byte> body, HttpResponseMessage response)
        where T : class
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            var root = JsonElement.ParseValue(ref reader);
            if (root.ValueKind == JsonValueKind.Object && Unwrap<T>(root) is { } result)
            {
                return result;
            }
        }
        catch (JsonException) when (!response.IsSuccessStatusCode)
        {
            // Not an answer of the agent but of something before it; the status says more than its body.
        }

        response.EnsureSuccessStatusCode();
        throw new JsonException("The agent's answer is neither a result nor an error of the protocol.");
    }
}
