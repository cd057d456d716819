using System.Collections.Frozen;
using Kaos.A2A.Hosting;
using Microsoft.AspNetCore.Http;

namespace Kaos.A2A.V03;

/// <summary>The methods of 0.3, each served by the 1.0 operation that stands for it.</summary>
internal static class V03Dispatch
{
    private const string ResubscribeMethod = "tasks/resubscribe";

    private static readonly FrozenDictionary<string, Func<A2ACall, ReadOnlyMemory<byte>, Task>> Methods =
        new Dictionary<string, Func<A2ACall, ReadOnlyMemory<byte>, Task>>(StringComparer.Ordinal)
        {
            ["message/send"] = Method(Operations.SendMessage, V03Requests.Send),
            ["message/stream"] = Method(Operations.SendStreamingMessage, V03Requests.Send),
            ["tasks/get"] = Method(Operations.GetTask, V03Requests.Get),
            ["tasks/cancel"] = Method(Operations.CancelTask, V03Requests.Cancel),
            [ResubscribeMethod] = Method(Operations.SubscribeToTask, V03Requests.Resubscribe),
            ["tasks/pushNotificationConfig/set"] = Method(Operations.CreatePushConfig, V03Requests.SetPushConfig),
            ["tasks/pushNotificationConfig/get"] = Method(Operations.GetPushConfig, V03Requests.GetPushConfig),
            ["tasks/pushNotificationConfig/list"] = Method(Operations.ListPushConfigs, V03Requests.ListPushConfigs),
            ["tasks/pushNotificationConfig/delete"] = Method(Operations.DeletePushConfig, V03Requests.DeletePushConfig),
            ["agent/getAuthenticatedExtendedCard"] = Method(
                Operations.GetExtendedAgentCard, static _ => new GetExtendedAgentCardRequest()),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    public static WireFormat Format(JsonRpcRequest request) => new V03Format(
        request.Id, string.Equals(request.Method, ResubscribeMethod, StringComparison.Ordinal));

    public static Task RunAsync(HttpContext http, A2AEdge edge, JsonRpcRequest request, WireFormat format)
    {
        if (request.Method is null || !Methods.TryGetValue(request.Method, out var run))
        {
            throw RequestGate.Standard(A2AErrorCode.MethodNotFound);
        }

        var card = edge.Card(http);
        var context = CallNegotiation.Context(http, card, edge.Options, ProtocolVersions.V03, ProtocolBindings.JsonRpc);
        return run(new A2ACall(http, edge, format, card, context), request.Params);
    }

    private static Func<A2ACall, ReadOnlyMemory<byte>, Task> Method<TRequest>(
        Operation<TRequest> operation, Func<ReadOnlyMemory<byte>, TRequest> read)
        where TRequest : class, ITenantRequest =>
        (call, json) => operation.RunAsync(call, () => read(json));
}
