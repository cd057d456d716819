using System.Text.Json;
using Kaos.A2A.Hosting;
using Kaos.A2A.Json;

namespace Kaos.A2A.Client;

internal sealed class HttpJsonClientBinding(HttpClient http, Uri url) : ClientBinding(http)
{
    private readonly string root = url.AbsoluteUri.TrimEnd('/');

    protected override HttpRequestMessage Request<TRequest>(ClientCall<TRequest> call, TRequest request)
    {
        var tenant = string.IsNullOrEmpty(request.Tenant) ? "" : "/" + Uri.EscapeDataString(request.Tenant);
        var message = new HttpRequestMessage(call.Verb, new Uri($"{root}{tenant}/{call.Path(request)}"));
        message.Headers.TryAddWithoutValidation("Accept", $"{A2AOptions.HttpJsonMediaType}, application/json");
        if (call.Verb == HttpMethod.Post)
        {
            message.Content = Body(A2AJson.Serialize(request), A2AOptions.HttpJsonMediaType);
        }

        return message;
    }

    protected override T? Unwrap<T>(JsonElement root)
        where T : class =>
        root.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
            ? throw ClientErrors.FromHttpJson(error)
            : root.Deserialize(A2AJson.Reader<T>());
}
