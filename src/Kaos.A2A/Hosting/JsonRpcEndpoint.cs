using System.Text.Json;
using Kaos.A2A.V03;
using Microsoft.AspNetCore.Http;

namespace Kaos.A2A.Hosting;

/// <summary>The JSON-RPC binding: one address, the method says which operation.</summary>
internal static class JsonRpcEndpoint
{
    private static readonly WireFormat WithoutId = new JsonRpcFormat(JsonRpcRequest.NullId);

    public static async Task HandleAsync(HttpContext http, A2AEdge edge)
    {
        var format = WithoutId;
        try
        {
            Task answered;
            using (var body = await RequestBody.ReadAsync(
                http.Request, edge.Options.MaxRequestBytes, isOptional: false, http.RequestAborted))
            {
                var request = Parse(body.Written);
                var version = CallNegotiation.RequestedVersion(http.Request);
                var isV03 = ServesAsV03(edge.Options, version, request);
                format = isV03 ? V03Dispatch.Format(request) : new JsonRpcFormat(request.Id);
                if (request.Trouble is not null)
                {
                    throw new A2AException(request.Trouble, A2AErrorCode.InvalidRequest);
                }

                // When an operation first waits it has read its request: a long stream does not keep the body.
                answered = isV03
                    ? V03Dispatch.RunAsync(http, edge, request, format)
                    : RunAsync(http, edge, request, version, format);
            }

            await answered;
        }
        catch (Exception failure)
        {
            await edge.AnswerAsync(http, format, failure);
        }
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
    private static bool ServesAsV03(A2AOptions options, string? version, JsonRpcRequest request) =>
        options.V03 && version switch
        {
            ProtocolVersions.V03 => true,
            null => !options.AllowMissingVersion || request.Method is null || request.Method.Contains('/'),
            _ => false,
        };

    private static Task RunAsync(
        HttpContext http, A2AEdge edge, JsonRpcRequest request, string? requested, WireFormat format)
    {
        var version = CallNegotiation.RequireV1(requested, edge.Options);
        if (request.Method is null || !Operations.ByName.TryGetValue(request.Method, out var operation))
        {
            throw RequestGate.Standard(A2AErrorCode.MethodNotFound);
        }

        var card = edge.Card(http);
        var context = CallNegotiation.Context(http, card, edge.Options, version, ProtocolBindings.JsonRpc);
        return operation.RunJsonAsync(new A2ACall(http, edge, format, card, context), request.Params);
    }
}
