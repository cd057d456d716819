using System.Collections.Frozen;

namespace Kaos.A2A.Hosting;

/// <summary>The eleven operations, by name.</summary>
internal static class Operations
{
    public static readonly UnaryOperation<SendMessageRequest, SendMessageResponse> SendMessage = new(
        "SendMessage", CardRequirement.None, RequestValidation.Check,
        static (handler, request, context, token) => handler.SendMessageAsync(request, context, token));

    public static readonly StreamOperation<SendMessageRequest> SendStreamingMessage = new(
        "SendStreamingMessage", CardRequirement.Streaming, RequestValidation.Check,
        static (handler, request, context, token) => handler.SendStreamingMessageAsync(request, context, token));

    public static readonly UnaryOperation<GetTaskRequest, AgentTask> GetTask = new(
        "GetTask", CardRequirement.None, RequestValidation.Check,
        static (handler, request, context, token) => handler.GetTaskAsync(request, context, token));

    public static readonly UnaryOperation<ListTasksRequest, ListTasksResponse> ListTasks = new(
        "ListTasks", CardRequirement.None, RequestValidation.Check,
        static (handler, request, context, token) => handler.ListTasksAsync(request, context, token));

    public static readonly UnaryOperation<CancelTaskRequest, AgentTask> CancelTask = new(
        "CancelTask", CardRequirement.None, RequestValidation.Check,
        static (handler, request, context, token) => handler.CancelTaskAsync(request, context, token));

    public static readonly StreamOperation<SubscribeToTaskRequest> SubscribeToTask = new(
        "SubscribeToTask", CardRequirement.Streaming, RequestValidation.Check,
        static (handler, request, context, token) => handler.SubscribeToTaskAsync(request, context, token));

    public static readonly UnaryOperation<TaskPushNotificationConfig, TaskPushNotificationConfig> CreatePushConfig = new(
        "CreateTaskPushNotificationConfig", CardRequirement.PushNotifications, RequestValidation.Check,
        static (handler, request, context, token) =>
            handler.CreateTaskPushNotificationConfigAsync(request, context, token));

    public static readonly UnaryOperation<GetTaskPushNotificationConfigRequest, TaskPushNotificationConfig> GetPushConfig = new(
        "GetTaskPushNotificationConfig", CardRequirement.PushNotifications, RequestValidation.Check,
        static (handler, request, context, token) =>
            handler.GetTaskPushNotificationConfigAsync(request, context, token));

    public static readonly UnaryOperation<ListTaskPushNotificationConfigsRequest, ListTaskPushNotificationConfigsResponse>
        ListPushConfigs = new(
            "ListTaskPushNotificationConfigs", CardRequirement.PushNotifications, RequestValidation.Check,
            static (handler, request, context, token) =>
                handler.ListTaskPushNotificationConfigsAsync(request, context, token));

    public static readonly EmptyOperation<DeleteTaskPushNotificationConfigRequest> DeletePushConfig = new(
        "DeleteTaskPushNotificationConfig", CardRequirement.PushNotifications, RequestValidation.Check,
        static (handler, request, context, token) =>
            handler.DeleteTaskPushNotificationConfigAsync(request, context, token));

    public static readonly UnaryOperation<GetExtendedAgentCardRequest, AgentCard> GetExtendedAgentCard = new(
        "GetExtendedAgentCard", CardRequirement.ExtendedAgentCard, static (_, _) => { },
        static (handler, request, context, token) => handler.GetExtendedAgentCardAsync(request, context, token));

    public static readonly FrozenDictionary<string, Operation> ByName = new Operation[]
    {
        SendMessage, SendStreamingMessage, GetTask, ListTasks, CancelTask, SubscribeToTask, CreatePushConfig, GetPushConfig,
        ListPushConfigs, DeletePushConfig, GetExtendedAgentCard,
    }.ToFrozenDictionary(operation => operation.Name, StringComparer.Ordinal);
}
