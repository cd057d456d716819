using System.Text.Json;
using Kaos.A2A.V03;
using Microsoft.AspNetCore.Http;

namespace Kaos.A2A.Hosting;

/// <summary>The JSON-RPC binding: one address, the method says which operation.</summary>
internal static class JsonRpcEndpoint
{
    public static async Task HandleAsync(HttpContext http, A2AEdge edge)
    {
        WireFormat format = new JsonRpcFormat(JsonRpcRequest.NullId);
        await edge.GuardAsync(http, format, async () =>
        {
            using var body = await RequestBody.ReadAsync(
                http.Request, edge.Options.MaxRequestBytes, isOptional: false, http.RequestAborted);
            var request = Parse(body.Written);
            format = ServesAsV03(http, edge, request) ? V03Dispatch.Format(request) : new JsonRpcFormat(request.Id);
            await edge.GuardAsync(http, format, () => DispatchAsync(http, edge, request, format));
        });
    }

    private static JsonRpcRequest Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonRpcRequest.Parse(body);
        }
        catch (JsonException)
        {
            throw RequestBody.Unreadable();
        }
    }

    /// <summary>
    /// No version means 0.3. Where a missing version is allowed, the method's name tells: those of 0.3 hold a slash.
    /// </summary>
    private static bool ServesAsV03(HttpContext http, A2AEdge edge, JsonRpcRequest request) =>
        edge.Options.V03 && CallNegotiation.RequestedVersion(http.Request) switch
        {
            ProtocolVersions.V03 => true,
            null => !edge.Options.AllowMissingVersion || request.Method is null || request.Method.Contains('/'),
            _ => false,
        };

    private static Task DispatchAsync(HttpContext http, A2AEdge edge, JsonRpcRequest request, WireFormat format)
    {
        if (request.Trouble is not null)
        {
            throw new A2AException(request.Trouble, A2AErrorCode.InvalidRequest);
        }

        if (ServesAsV03(http, edge, request))
        {
            return V03Dispatch.RunAsync(http, edge, request, format);
        }

        var version = CallNegotiation.RequireV1(CallNegotiation.RequestedVersion(http.Request), edge.Options);
        if (request.Method is null || !Operations.ByName.TryGetValue(request.Method, out var operation))
        {
            throw RequestGate.Standard(A2AErrorCode.MethodNotFound);
        }

        var card = edge.Card(http);
        var context = CallNegotiation.Context(http, card, edge.Options, version, ProtocolBindings.JsonRpc);
        return operation.RunJsonAsync(new A2ACall(http, edge, format, card, context), request.Params);
    }
}
