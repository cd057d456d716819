using System.Text.Json;

namespace Kaos.A2A.V03;

/// <summary>Results and events of 1.0 in the shapes of 0.3. Pure.</summary>
internal static class V03Replies
{
    public static V03Task FromV1(AgentTask task) => new()
    {
        Id = task.Id,
        ContextId = task.ContextId ?? "",
        Status = FromV1(task.Status),
        Artifacts = task.Artifacts?.Select(FromV1).ToList(),
        History = task.History?.Select(FromV1).ToList(),
        Metadata = task.Metadata,
    };

    public static V03Message FromV1(Message message) => new()
    {
        MessageId = message.MessageId,
        Role = V03Names.Of(message.Role),
        Parts = message.Parts.Select(FromV1).ToList(),
        ContextId = message.ContextId,
        TaskId = message.TaskId,
        Metadata = message.Metadata,
        Extensions = message.Extensions,
        ReferenceTaskIds = message.ReferenceTaskIds,
    };

    /// <param name="update">The event.</param>
    /// <param name="endsAtQuestion">Whether this stream closes when input is required.</param>
    public static V03StatusUpdate FromV1(TaskStatusUpdateEvent update, bool endsAtQuestion) => new()
    {
        TaskId = update.TaskId,
        ContextId = update.ContextId,
        Status = FromV1(update.Status),
        Final = update.Status.State.IsTerminal() || (endsAtQuestion && update.Status.State is TaskState.InputRequired),
        Metadata = update.Metadata,
    };

    public static V03ArtifactUpdate FromV1(TaskArtifactUpdateEvent update) => new()
    {
        TaskId = update.TaskId,
        ContextId = update.ContextId,
        Artifact = FromV1(update.Artifact),
        Append = update.Append,
        LastChunk = update.LastChunk,
        Metadata = update.Metadata,
    };

    public static V03TaskPushConfig FromV1(TaskPushNotificationConfig config) => new()
    {
        TaskId = config.TaskId,
        PushNotificationConfig = new V03PushConfig
        {
            Id = config.Id,
            Url = config.Url,
            Token = config.Token,
            Authentication = config.Authentication is { } authentication
                ? new V03Authentication { Schemes = [authentication.Scheme], Credentials = authentication.Credentials }
                : null,
        },
    };

    private static V03Status FromV1(TaskStatus status) => new()
    {
        State = V03Names.Of(status.State),
        Message = status.Message is { } message ? FromV1(message) : null,
        Timestamp = status.Timestamp,
    };

    private static V03Artifact FromV1(Artifact artifact) => new()
    {
        ArtifactId = artifact.ArtifactId,
        Name = artifact.Name,
        Description = artifact.Description,
        Parts = artifact.Parts.Select(FromV1).ToList(),
        Metadata = artifact.Metadata,
        Extensions = artifact.Extensions,
    };

    private static V03Part FromV1(Part part) => part.ContentCase switch
    {
        PartContentCase.Text => new V03Part { Kind = "text", Text = part.Text, Metadata = part.Metadata },
        PartContentCase.Data => new V03Part { Kind = "data", Data = ObjectOf(part.Data), Metadata = part.Metadata },
        _ => new V03Part
        {
            Kind = "file",
            File = new V03File { Bytes = part.Raw, Uri = part.Url, Name = part.Filename, MimeType = part.MediaType },
            Metadata = part.Metadata,
        },
    };

    /// <summary>Data of 0.3 is always an object; any other value becomes the member <c>value</c> of one.</summary>
    private static JsonElement? ObjectOf(JsonElement? data)
    {
        if (data is not { } element || element.ValueKind == JsonValueKind.Object)
        {
            return data;
        }

        using var document = JsonDocument.Parse($$"""{"value":{{element.GetRawText()}}}""");
        return document.RootElement.Clone();
    }
}
