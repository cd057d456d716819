namespace Kaos.A2A;

/// <summary>The one table from an error code to what each binding says (protocol 1.0.1).</summary>
public static class A2AErrorMapping
{
    /// <summary>
    /// HTTP status, google.rpc status, ErrorInfo reason (null: not an A2A error) and standard message.
    /// </summary>
    public static A2AErrorMapEntry Of(A2AErrorCode code) => code switch
    {
        A2AErrorCode.ParseError => new(400, "INVALID_ARGUMENT", null, "Invalid JSON payload"),
        A2AErrorCode.InvalidRequest => new(400, "INVALID_ARGUMENT", null, "Request payload validation error"),
        A2AErrorCode.MethodNotFound => new(404, "NOT_FOUND", null, "Method not found"),
        A2AErrorCode.InvalidParams => new(400, "INVALID_ARGUMENT", null, "Invalid parameters"),
        A2AErrorCode.TaskNotFound => new(404, "NOT_FOUND", "TASK_NOT_FOUND", "Task not found"),
        A2AErrorCode.TaskNotCancelable => Precondition("TASK_NOT_CANCELABLE", "Task cannot be canceled"),
        A2AErrorCode.PushNotificationNotSupported =>
            Precondition("PUSH_NOTIFICATION_NOT_SUPPORTED", "Push notifications are not supported"),
        A2AErrorCode.UnsupportedOperation => Precondition("UNSUPPORTED_OPERATION", "This operation is not supported"),
        A2AErrorCode.ContentTypeNotSupported =>
            new(400, "INVALID_ARGUMENT", "CONTENT_TYPE_NOT_SUPPORTED", "Content type is not supported"),
        A2AErrorCode.InvalidAgentResponse => new(500, "INTERNAL", "INVALID_AGENT_RESPONSE", "Invalid agent response"),
        A2AErrorCode.ExtendedAgentCardNotConfigured =>
            Precondition("EXTENDED_AGENT_CARD_NOT_CONFIGURED", "No extended agent card is configured"),
        A2AErrorCode.ExtensionSupportRequired =>
            Precondition("EXTENSION_SUPPORT_REQUIRED", "A required extension was not named"),
        A2AErrorCode.VersionNotSupported => Precondition("VERSION_NOT_SUPPORTED", "Protocol version is not supported"),
        _ => new(500, "INTERNAL", null, "Internal error"),
    };

    private static A2AErrorMapEntry Precondition(string reason, string message) =>
        new(400, "FAILED_PRECONDITION", reason, message);
}

/// <summary>One row of <see cref="A2AErrorMapping"/>.</summary>
/// <param name="HttpStatus">Status of the HTTP+JSON binding; JSON-RPC answers 200.</param>
/// <param name="RpcStatus">Name of the google.rpc code.</param>
/// <param name="Reason">Reason in the ErrorInfo detail; null for the errors of JSON-RPC itself.</param>
/// <param name="DefaultMessage">The protocol's standard message.</param>
public sealed record A2AErrorMapEntry(int HttpStatus, string RpcStatus, string? Reason, string DefaultMessage);
