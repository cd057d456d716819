using System.Text.Json.Serialization.Metadata;
using Kaos.A2A.Hosting;

namespace Kaos.A2A.V03;

/// <summary>
/// Requests of 0.3 as requests of 1.0. Pure; what is missing stays missing, for the 1.0 validation to name.
/// </summary>
internal static class V03Requests
{
    public static SendMessageRequest Send(ReadOnlyMemory<byte> json)
    {
        var request = Read(json, V03JsonContext.Default.V03SendParams);
        return new SendMessageRequest
        {
            Message = request.Message is { } message
                ? ToV1(message)
                : throw RequestGate.InvalidParams([new("message", "is required")]),
            Configuration = request.Configuration is { } configuration ? ToV1(configuration) : null,
            Metadata = request.Metadata,
        };
    }

    public static GetTaskRequest Get(ReadOnlyMemory<byte> json)
    {
        var request = Read(json, V03JsonContext.Default.V03TaskParams);
        return new GetTaskRequest { Id = request.Id ?? "", HistoryLength = request.HistoryLength };
    }

    public static CancelTaskRequest Cancel(ReadOnlyMemory<byte> json)
    {
        var request = Read(json, V03JsonContext.Default.V03TaskParams);
        return new CancelTaskRequest { Id = request.Id ?? "", Metadata = request.Metadata };
    }

    public static SubscribeToTaskRequest Resubscribe(ReadOnlyMemory<byte> json) =>
        new() { Id = Read(json, V03JsonContext.Default.V03TaskParams).Id ?? "" };

    public static TaskPushNotificationConfig SetPushConfig(ReadOnlyMemory<byte> json)
    {
        var request = Read(json, V03JsonContext.Default.V03TaskPushConfig);
        return ToV1(request.PushNotificationConfig ?? new V03PushConfig()) with { TaskId = request.TaskId };
    }

    /// <summary>In 0.3 the configuration's id may be left out; then it is the task's id.</summary>
    public static GetTaskPushNotificationConfigRequest GetPushConfig(ReadOnlyMemory<byte> json)
    {
        var request = Read(json, V03JsonContext.Default.V03TaskParams);
        return new() { TaskId = request.Id ?? "", Id = request.PushNotificationConfigId ?? request.Id ?? "" };
    }

    public static DeleteTaskPushNotificationConfigRequest DeletePushConfig(ReadOnlyMemory<byte> json)
    {
        var request = Read(json, V03JsonContext.Default.V03TaskParams);
        return new() { TaskId = request.Id ?? "", Id = request.PushNotificationConfigId ?? "" };
    }

    public static ListTaskPushNotificationConfigsRequest ListPushConfigs(ReadOnlyMemory<byte> json) =>
        new() { TaskId = Read(json, V03JsonContext.Default.V03TaskParams).Id ?? "" };

    private static T Read<T>(ReadOnlyMemory<byte> json, JsonTypeInfo<T> type)
        where T : class =>
        RequestJson.Read(json.Span, type);

    private static Message ToV1(V03Message message) => new()
    {
        MessageId = message.MessageId ?? "",
        Role = V03Names.ParseRole(message.Role),
        Parts = (message.Parts ?? []).Select(part => part is null ? new Part() : ToV1(part)).ToList(),
        ContextId = message.ContextId,
        TaskId = message.TaskId,
        Metadata = message.Metadata,
        Extensions = message.Extensions,
        ReferenceTaskIds = message.ReferenceTaskIds,
    };

    private static Part ToV1(V03Part part) => part.Kind switch
    {
        "text" => new Part { Text = part.Text, Metadata = part.Metadata },
        "data" => new Part { Data = part.Data, Metadata = part.Metadata },
        "file" => new Part
        {
            Raw = part.File?.Bytes,
            Url = part.File?.Uri,
            Filename = part.File?.Name,
            MediaType = part.File?.MimeType,
            Metadata = part.Metadata,
        },
        _ => new Part(),
    };

    private static SendMessageConfiguration ToV1(V03SendConfiguration configuration) => new()
    {
        AcceptedOutputModes = configuration.AcceptedOutputModes,
        HistoryLength = configuration.HistoryLength,
        ReturnImmediately = configuration.Blocking is false,
        TaskPushNotificationConfig = configuration.PushNotificationConfig is { } push ? ToV1(push) : null,
    };

    private static TaskPushNotificationConfig ToV1(V03PushConfig config) => new()
    {
        Id = config.Id,
        Url = config.Url ?? "",
        Token = config.Token,
        Authentication = config.Authentication is { Schemes: [{ } scheme, ..] } authentication
            ? new AuthenticationInfo { Scheme = scheme, Credentials = authentication.Credentials }
            : null,
    };
}
