using System.Text.Json;
using Kaos.A2A.Json;

namespace Kaos.A2A.Client;

internal sealed class JsonRpcClientBinding(HttpClient http, Uri url) : ClientBinding(http)
{
    private long lastId;

    protected override HttpRequestMessage Request<TRequest>(ClientCall<TRequest> call, TRequest request)
    {
        using var buffer = PooledBuffer.Rent();
        using (var writer = new Utf8JsonWriter(buffer, A2AJson.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc"u8, "2.0"u8);
            writer.WriteNumber("id"u8, Interlocked.Increment(ref lastId));
            writer.WriteString("method"u8, call.Method);
            writer.WritePropertyName("params"u8);
            JsonSerializer.Serialize(writer, request, A2AJson.Writer<TRequest>());
            writer.WriteEndObject();
        }

        return new(HttpMethod.Post, url) { Content = Body(buffer.WrittenSpan.ToArray(), "application/json") };
    }

    protected override T? Unwrap<T>(JsonElement root)
        where T : class
    {
        if (root.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object)
        {
            throw ClientErrors.FromJsonRpc(error);
        }

        return root.TryGetProperty("result", out var result) ? result.Deserialize(A2AJson.Reader<T>()) : null;
    }
}
