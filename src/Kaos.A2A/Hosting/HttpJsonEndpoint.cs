using System.Text.Json;
using Kaos.A2A.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kaos.A2A.Hosting;

/// <summary>The HTTP+JSON binding: every operation has its own path, and a second one that names a tenant.</summary>
internal static class HttpJsonEndpoint
{
    private static readonly byte[] NoBody = "{}"u8.ToArray();

    public static void Map(RouteGroupBuilder group, A2AEdge edge)
    {
        foreach (var tenant in (string[])["", "/{tenant}"])
        {
            var tasks = $"{tenant}/tasks";
            var configs = $"{tasks}/{{id}}/pushNotificationConfigs";
            Add("POST", $"{tenant}/message:send", Body(Operations.SendMessage, (request, _) => request));
            Add("POST", $"{tenant}/message:stream", Body(Operations.SendStreamingMessage, (request, _) => request));
            Add("GET", $"{tasks}/{{id}}", Query(Operations.GetTask, RestQuery.GetTask));
            Add("GET", tasks, Query(Operations.ListTasks, RestQuery.ListTasks));
            Add("POST", $"{tasks}/{{id}}:cancel", Body(
                Operations.CancelTask, (request, route) => request with { Id = route("id") }, isOptional: true));
            Add("GET", $"{tasks}/{{id}}:subscribe", Query(Operations.SubscribeToTask, RestQuery.Subscribe));
            Add("POST", $"{tasks}/{{id}}:subscribe", Body(
                Operations.SubscribeToTask, (request, route) => request with { Id = route("id") }, isOptional: true));
            Add(
                "POST", configs,
                Body(Operations.CreatePushConfig, (request, route) => request with { TaskId = route("id") }));
            Add("GET", configs, Query(Operations.ListPushConfigs, RestQuery.ListPushConfigs));
            Add("GET", configs + "/{configId}", Query(Operations.GetPushConfig, RestQuery.GetPushConfig));
            Add("DELETE", configs + "/{configId}", Query(Operations.DeletePushConfig, RestQuery.DeletePushConfig));
            Add("GET", $"{tenant}/extendedAgentCard", Query(
                Operations.GetExtendedAgentCard, static _ => new GetExtendedAgentCardRequest()));
        }

        void Add(string method, string pattern, Func<A2ACall, Task> run) =>
            group.MapMethods(pattern, [method], (RequestDelegate)(http => HandleAsync(http, edge, run)));
    }

    private static async Task HandleAsync(HttpContext http, A2AEdge edge, Func<A2ACall, Task> run)
    {
        var format = new HttpJsonFormat(MediaType(http.Request));
        try
        {
            var version = CallNegotiation.RequireV1(CallNegotiation.RequestedVersion(http.Request), edge.Options);
            var card = edge.Card(http);
            var context = CallNegotiation.Context(http, card, edge.Options, version, ProtocolBindings.HttpJson);
            await run(new A2ACall(http, edge, format, card, context));
        }
        catch (Exception failure)
        {
            await edge.AnswerAsync(http, format, failure);
        }
    }

    /// <summary>The protocol's own media type, unless the client asks for plain JSON and not for that.</summary>
    private static string MediaType(HttpRequest request)
    {
        var accept = request.Headers.Accept.ToString();
        return accept.Contains("application/json", StringComparison.OrdinalIgnoreCase) &&
            !accept.Contains(A2AOptions.HttpJsonMediaType, StringComparison.OrdinalIgnoreCase)
                ? "application/json"
                : A2AOptions.HttpJsonMediaType;
    }

    private static Func<A2ACall, Task> Query<TRequest>(Operation<TRequest> operation, Func<RestQuery, TRequest> read)
        where TRequest : class, ITenantRequest =>
        call => operation.RunAsync(call, () => RestQuery.Read(call.Http.Request, read));

    private static Func<A2ACall, Task> Body<TRequest>(
        Operation<TRequest> operation, Func<TRequest, Func<string, string>, TRequest> withRoute,
        bool isOptional = false)
        where TRequest : class, ITenantRequest =>
        async call =>
        {
            Task answered;
            using (var body = await RequestBody.ReadAsync(
                call.Http.Request, call.Edge.Options.MaxRequestBytes, isOptional, call.Aborted))
            {
                var json = body.Written.Length == 0 && isOptional ? NoBody : body.Written;
                answered = operation.RunAsync(call, () =>
                {
                    CheckSyntax(json.Span);
                    return withRoute(
                        RequestJson.Read<TRequest>(json.Span), name => (string?)call.Http.GetRouteValue(name) ?? "");
                });
            }

            await answered;
        };

    /// <summary>Tells a body that is no JSON from one that has a wrong field.</summary>
    private static void CheckSyntax(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonText.MaxDepth });
            reader.Read();
            reader.Skip();
            reader.Read();
        }
        catch (JsonException)
        {
            throw RequestBody.Unreadable();
        }
    }
}
