namespace Kaos.A2A.Server;

/// <summary>
/// The eleven operations of the protocol, free of any binding. Requests that arrive here have passed version,
/// extension,
/// capability and shape checks; what is left is existence, ownership and meaning. Expected errors are
/// <see cref="A2AException"/>; a task that the caller may not see is reported as not found.
/// The two streaming operations report an error by throwing before the first item; the token ends a stream when its
/// client
/// is gone, which must not cancel the task.
/// </summary>
public interface IA2ARequestHandler
{
    /// <summary>
    /// Waits until the task is terminal or interrupted, unless the request says ReturnImmediately, and replies with the
    /// newest state, or with a message.
    /// </summary>
    Task<SendMessageResponse> SendMessageAsync(
        SendMessageRequest request, A2ACallContext context, CancellationToken cancellationToken);

    /// <summary>
    /// Exactly one message; or a task first, then its updates, ending at a terminal or input-required state.
    /// </summary>
    IAsyncEnumerable<StreamItem> SendStreamingMessageAsync(
        SendMessageRequest request, A2ACallContext context, CancellationToken cancellationToken);

    Task<AgentTask> GetTaskAsync(GetTaskRequest request, A2ACallContext context, CancellationToken cancellationToken);

    /// <summary>Only the caller's own tasks, newest status first.</summary>
    Task<ListTasksResponse> ListTasksAsync(
        ListTasksRequest request, A2ACallContext context, CancellationToken cancellationToken);

    Task<AgentTask> CancelTaskAsync(
        CancelTaskRequest request, A2ACallContext context, CancellationToken cancellationToken);

    /// <summary>
    /// A snapshot of the task, taken atomically with the subscription, then every event after it, until the task is
    /// terminal. With <see cref="A2ACallContext.LastEventId"/> a server that gives event ids may go on after that
    /// event.
    /// </summary>
    IAsyncEnumerable<StreamItem> SubscribeToTaskAsync(
        SubscribeToTaskRequest request, A2ACallContext context, CancellationToken cancellationToken);

    Task<TaskPushNotificationConfig> CreateTaskPushNotificationConfigAsync(
        TaskPushNotificationConfig request, A2ACallContext context, CancellationToken cancellationToken);

    Task<TaskPushNotificationConfig> GetTaskPushNotificationConfigAsync(
        GetTaskPushNotificationConfigRequest request, A2ACallContext context, CancellationToken cancellationToken);

    Task<ListTaskPushNotificationConfigsResponse> ListTaskPushNotificationConfigsAsync(
        ListTaskPushNotificationConfigsRequest request, A2ACallContext context, CancellationToken cancellationToken);

    /// <summary>Idempotent for the config; the task must exist.</summary>
    Task DeleteTaskPushNotificationConfigAsync(
        DeleteTaskPushNotificationConfigRequest request, A2ACallContext context, CancellationToken cancellationToken);

    /// <summary>The card for this caller, who must be authenticated: the handler checks that.</summary>
    Task<AgentCard> GetExtendedAgentCardAsync(
        GetExtendedAgentCardRequest request, A2ACallContext context, CancellationToken cancellationToken);
}
