using System.Globalization;
using Kaos.A2A.Json;
using Microsoft.AspNetCore.Http;

namespace Kaos.A2A.Hosting;

/// <summary>Requests that stand in a path and a query; every wrong value is told, not just the first.</summary>
internal sealed class RestQuery
{
    private readonly HttpRequest request;
    private readonly List<FieldViolation> violations = [];

    private RestQuery(HttpRequest request) => this.request = request;

    public static TRequest Read<TRequest>(HttpRequest request, Func<RestQuery, TRequest> read)
    {
        var query = new RestQuery(request);
        var result = read(query);
        return query.violations.Count == 0 ? result : throw RequestGate.InvalidParams(query.violations);
    }

    public static GetTaskRequest GetTask(RestQuery query) =>
        new() { Id = query.Route("id"), HistoryLength = query.Number("historyLength") };

    public static SubscribeToTaskRequest Subscribe(RestQuery query) => new() { Id = query.Route("id") };

    public static ListTasksRequest ListTasks(RestQuery query) => new()
    {
        ContextId = query.Text("contextId"),
        Status = query.State("status"),
        PageSize = query.Number("pageSize"),
        PageToken = query.Text("pageToken"),
        HistoryLength = query.Number("historyLength"),
        StatusTimestampAfter = query.Time("statusTimestampAfter"),
        IncludeArtifacts = query.Flag("includeArtifacts"),
    };

    public static GetTaskPushNotificationConfigRequest GetPushConfig(RestQuery query) =>
        new() { TaskId = query.Route("id"), Id = query.Route("configId") };

    public static DeleteTaskPushNotificationConfigRequest DeletePushConfig(RestQuery query) =>
        new() { TaskId = query.Route("id"), Id = query.Route("configId") };

    public static ListTaskPushNotificationConfigsRequest ListPushConfigs(RestQuery query) => new()
    {
        TaskId = query.Route("id"),
        PageSize = query.Number("pageSize"),
        PageToken = query.Text("pageToken"),
    };

    private string Route(string name) => (string?)request.RouteValues[name] ?? "";

    private string? Text(string name) => First(name) ?? First(ProtoNames.ToSnakeCase(name));

    private string? First(string name) => request.Query[name] is [{ Length: > 0 } value, ..] ? value : null;

    private int? Number(string name) =>
        Parse(name, "must be a whole number", text =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : (int?)null);

    private bool? Flag(string name) =>
        Parse(
            name, "must be true or false", text => text switch { "true" => true, "false" => false, _ => (bool?)null });

    private TaskState? State(string name) =>
        Parse(name, "must be the name of a task state", text =>
            TaskStateConverter.Shared.TryParse(text, out var state) ? state : (TaskState?)null);

    private DateTimeOffset? Time(string name) =>
        Parse(name, "must be an ISO 8601 time with an offset", text =>
            // An unescaped plus of an offset arrives as a blank.
            TimestampConverter.TryParse(text.Replace(' ', '+'), out var time) ? time : (DateTimeOffset?)null);

    private T? Parse<T>(string name, string expectation, Func<string, T?> parse)
        where T : struct
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        var value = parse(text);
        if (value is null)
        {
            violations.Add(new(name, expectation));
        }

        return value;
    }
}
