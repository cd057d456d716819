using System.Globalization;
using Kaos.A2A.Json;

namespace Kaos.A2A.Client;

/// <summary>How an operation is called: its JSON-RPC method, and its verb, path and query in HTTP+JSON.</summary>
internal sealed record ClientCall<TRequest>(string Method, HttpMethod Verb, Func<TRequest, string> Path)
    where TRequest : ITenantRequest;

internal static class ClientCalls
{
    public static readonly ClientCall<SendMessageRequest> SendMessage =
        new("SendMessage", HttpMethod.Post, static _ => "message:send");

    public static readonly ClientCall<SendMessageRequest> SendStreamingMessage =
        new("SendStreamingMessage", HttpMethod.Post, static _ => "message:stream");

    public static readonly ClientCall<GetTaskRequest> GetTask = new("GetTask", HttpMethod.Get, static request =>
        Task(request.Id) + Query(("historyLength", Text(request.HistoryLength))));

    public static readonly ClientCall<CancelTaskRequest> CancelTask =
        new("CancelTask", HttpMethod.Post, static request => Task(request.Id) + ":cancel");

    public static readonly ClientCall<SubscribeToTaskRequest> SubscribeToTask =
        new("SubscribeToTask", HttpMethod.Get, static request => Task(request.Id) + ":subscribe");

    public static readonly ClientCall<ListTasksRequest> ListTasks = new("ListTasks", HttpMethod.Get, static request =>
        "tasks" + Query(
            ("contextId", request.ContextId),
            ("status", request.Status is { } state ? TaskStateConverter.Shared.NameOf(state) : null),
            ("pageSize", Text(request.PageSize)),
            ("pageToken", request.PageToken),
            ("historyLength", Text(request.HistoryLength)),
            ("statusTimestampAfter", request.StatusTimestampAfter?.ToString("O", CultureInfo.InvariantCulture)),
            ("includeArtifacts", request.IncludeArtifacts switch { true => "true", false => "false", null => null })));

    private static string Task(string id) => "tasks/" + Uri.EscapeDataString(id);

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string Query(params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var query = "";
        foreach (var (name, value) in parameters)
        {
            if (!string.IsNullOrEmpty(value))
            {
                query += (query.Length == 0 ? "?" : "&") + name + "=" + Uri.EscapeDataString(value);
            }
        }

        return query;
    }
}
