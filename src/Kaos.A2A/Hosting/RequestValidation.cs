namespace Kaos.A2A.Hosting;

/// <summary>
/// Presence and range of every field of a request. Members come from a reader that lets required ones be missing, so
/// nothing here may be trusted to be non-null.
/// </summary>
internal static class RequestValidation
{
    public static void Check(SendMessageRequest request, List<FieldViolation> violations)
    {
        CheckMessage(request.Message, violations);
        if (request.Configuration is not { } configuration)
        {
            return;
        }

        CheckHistoryLength(configuration.HistoryLength, "configuration.historyLength", violations);
        CheckElements(configuration.AcceptedOutputModes, "configuration.acceptedOutputModes", violations);
        if (configuration.TaskPushNotificationConfig is { } push)
        {
            CheckPush(push, "configuration.taskPushNotificationConfig.", violations);
        }
    }

    public static void Check(GetTaskRequest request, List<FieldViolation> violations)
    {
        CheckRequired(request.Id, "id", violations);
        CheckHistoryLength(request.HistoryLength, "historyLength", violations);
    }

    public static void Check(ListTasksRequest request, List<FieldViolation> violations)
    {
        CheckPageSize(request.PageSize, violations);
        CheckHistoryLength(request.HistoryLength, "historyLength", violations);
    }

    public static void Check(CancelTaskRequest request, List<FieldViolation> violations) =>
        CheckRequired(request.Id, "id", violations);

    public static void Check(SubscribeToTaskRequest request, List<FieldViolation> violations) =>
        CheckRequired(request.Id, "id", violations);

    public static void Check(TaskPushNotificationConfig request, List<FieldViolation> violations)
    {
        CheckRequired(request.TaskId, "taskId", violations);
        CheckPush(request, "", violations);
    }

    public static void Check(GetTaskPushNotificationConfigRequest request, List<FieldViolation> violations)
    {
        CheckRequired(request.TaskId, "taskId", violations);
        CheckRequired(request.Id, "id", violations);
    }

    public static void Check(DeleteTaskPushNotificationConfigRequest request, List<FieldViolation> violations)
    {
        CheckRequired(request.TaskId, "taskId", violations);
        CheckRequired(request.Id, "id", violations);
    }

    public static void Check(ListTaskPushNotificationConfigsRequest request, List<FieldViolation> violations)
    {
        CheckRequired(request.TaskId, "taskId", violations);
        CheckPageSize(request.PageSize, violations);
    }

    private static void CheckMessage(Message? message, List<FieldViolation> violations)
    {
        if (message is null)
        {
            violations.Add(new("message", "is required"));
            return;
        }

        CheckRequired(message.MessageId, "message.messageId", violations);
        if (message.Role is Role.Unspecified)
        {
            violations.Add(new("message.role", "is required: ROLE_USER or ROLE_AGENT"));
        }

        CheckElements(message.Extensions, "message.extensions", violations);
        CheckElements(message.ReferenceTaskIds, "message.referenceTaskIds", violations);
        if (message.Parts is not { Count: > 0 } parts)
        {
            violations.Add(new("message.parts", "needs at least one part"));
            return;
        }

        for (var index = 0; index < parts.Count; index++)
        {
            if (parts[index] is not { ContentCase: not (PartContentCase.None or PartContentCase.Several) })
            {
                violations.Add(new($"message.parts[{index}]", "needs exactly one of text, raw, url, data"));
            }
        }
    }

    private static void CheckPush(TaskPushNotificationConfig config, string prefix, List<FieldViolation> violations)
    {
        if (!Uri.TryCreate(config.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            violations.Add(new(prefix + "url", "must be an absolute http or https address"));
        }

        if (HasControlCharacter(config.Token))
        {
            violations.Add(new(prefix + "token", "must not hold control characters: it is sent as a header"));
        }

        if (config.Authentication is { } authentication)
        {
            CheckRequired(authentication.Scheme, prefix + "authentication.scheme", violations);
            if (HasControlCharacter(authentication.Scheme) || HasControlCharacter(authentication.Credentials))
            {
                violations.Add(
                    new(prefix + "authentication", "must not hold control characters: it is sent as a header"));
            }
        }
    }

    private static bool HasControlCharacter(string? text) => text is not null && text.Any(char.IsControl);

    private static void CheckRequired(string? value, string field, List<FieldViolation> violations)
    {
        if (string.IsNullOrEmpty(value))
        {
            violations.Add(new(field, "is required"));
        }
    }

    private static void CheckElements(IReadOnlyList<string>? values, string field, List<FieldViolation> violations)
    {
        if (values is not null && values.Any(value => value is null))
        {
            violations.Add(new(field, "must hold strings only"));
        }
    }

    private static void CheckHistoryLength(int? length, string field, List<FieldViolation> violations)
    {
        if (length < 0)
        {
            violations.Add(new(field, "must not be negative"));
        }
    }

    private static void CheckPageSize(int? size, List<FieldViolation> violations)
    {
        if (size is < 1 or > 100)
        {
            violations.Add(new("pageSize", "must be 1 to 100"));
        }
    }
}
