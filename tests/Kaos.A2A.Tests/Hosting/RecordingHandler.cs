using System.Runtime.CompilerServices;
using Kaos.A2A.Server;

namespace Kaos.A2A.Tests.Hosting;

/// <summary>
/// Writes down which operation was asked, about what, for which tenant, and answers with the least there is.
/// </summary>
internal sealed class RecordingHandler : IA2ARequestHandler
{
    private static readonly Message Pong =
        new() { MessageId = "r", Role = Role.Agent, Parts = [Part.FromText("pong")] };

    private static readonly AgentTask Nothing = new()
    {
        Id = "t1",
        ContextId = "c1",
        Status = new() { State = TaskState.Completed },
    };

    /// <summary>The last call: operation, what it is about, tenant.</summary>
    public (string Operation, string About, string? Tenant)? Last { get; private set; }

    public Task<SendMessageResponse> SendMessageAsync(
        SendMessageRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        Note("SendMessage", request.Message.MessageId, context, new SendMessageResponse { Message = Pong });

    public IAsyncEnumerable<StreamItem> SendStreamingMessageAsync(
        SendMessageRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        OneAsync(Note("SendStreamingMessage", request.Message.MessageId, context, Pong), cancellationToken);

    public Task<AgentTask> GetTaskAsync(
        GetTaskRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        Note("GetTask", request.Id, context, Nothing);

    public Task<ListTasksResponse> ListTasksAsync(
        ListTasksRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        Note(
            "ListTasks", "", context,
            new ListTasksResponse { Tasks = [], NextPageToken = "", PageSize = 50, TotalSize = 0 });

    public Task<AgentTask> CancelTaskAsync(
        CancelTaskRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        Note("CancelTask", request.Id, context, Nothing);

    public IAsyncEnumerable<StreamItem> SubscribeToTaskAsync(
        SubscribeToTaskRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        OneAsync(Note("SubscribeToTask", request.Id, context, Pong), cancellationToken);

    public Task<TaskPushNotificationConfig> CreateTaskPushNotificationConfigAsync(
        TaskPushNotificationConfig request, A2ACallContext context, CancellationToken cancellationToken) =>
        Note("CreateTaskPushNotificationConfig", request.TaskId ?? "", context, request);

    public Task<TaskPushNotificationConfig> GetTaskPushNotificationConfigAsync(
        GetTaskPushNotificationConfigRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        Note("GetTaskPushNotificationConfig", $"{request.TaskId}/{request.Id}", context,
            new TaskPushNotificationConfig { Id = request.Id, TaskId = request.TaskId, Url = "https://example.com" });

    public Task<ListTaskPushNotificationConfigsResponse> ListTaskPushNotificationConfigsAsync(
        ListTaskPushNotificationConfigsRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        Note(
            "ListTaskPushNotificationConfigs", request.TaskId, context,
            new ListTaskPushNotificationConfigsResponse { Configs = [] });

    public Task DeleteTaskPushNotificationConfigAsync(
        DeleteTaskPushNotificationConfigRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        Note("DeleteTaskPushNotificationConfig", $"{request.TaskId}/{request.Id}", context, request);

    public Task<AgentCard> GetExtendedAgentCardAsync(
        GetExtendedAgentCardRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        Note("GetExtendedAgentCard", "", context, A2ATestHost.Card);

    private Task<T> Note<T>(string operation, string about, A2ACallContext context, T answer)
    {
        Last = (operation, about, context.Tenant);
        return Task.FromResult(answer);
    }

    private static async IAsyncEnumerable<StreamItem> OneAsync(
        Task<Message> answer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return (StreamResponse)await answer.WaitAsync(cancellationToken);
    }
}
