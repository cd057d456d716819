using System.Globalization;
using System.Runtime.CompilerServices;
using Kaos.A2A.Server;

namespace Kaos.A2A.Tests.Hosting;

/// <summary>
/// A handler of its own, as a service with an event log would write it: numbered events, resumable, then a failure.
/// </summary>
internal sealed class ResumableHandler(Exception? failure) : IA2ARequestHandler
{
    private const int Events = 4;

    public A2ACallContext? LastContext { get; private set; }

    public async IAsyncEnumerable<StreamItem> SubscribeToTaskAsync(
        SubscribeToTaskRequest request, A2ACallContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LastContext = context;
        await Task.Yield();
        var after = int.Parse(context.LastEventId ?? "0", CultureInfo.InvariantCulture);
        for (var number = after + 1; number <= Events; number++)
        {
            var id = number.ToString(CultureInfo.InvariantCulture);
            yield return new StreamItem(
                new Message { MessageId = id, Role = Role.Agent, Parts = [Part.FromText("event " + id)] }, id);
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    public Task<SendMessageResponse> SendMessageAsync(
        SendMessageRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        throw Unsupported();

    public IAsyncEnumerable<StreamItem> SendStreamingMessageAsync(
        SendMessageRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        throw Unsupported();

    public Task<AgentTask> GetTaskAsync(
        GetTaskRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        throw Unsupported();

    public Task<ListTasksResponse> ListTasksAsync(
        ListTasksRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        throw Unsupported();

    public Task<AgentTask> CancelTaskAsync(
        CancelTaskRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        throw Unsupported();

    public Task<TaskPushNotificationConfig> CreateTaskPushNotificationConfigAsync(
        TaskPushNotificationConfig request, A2ACallContext context, CancellationToken cancellationToken) =>
        throw Unsupported();

    public Task<TaskPushNotificationConfig> GetTaskPushNotificationConfigAsync(
        GetTaskPushNotificationConfigRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        throw Unsupported();

    public Task<ListTaskPushNotificationConfigsResponse> ListTaskPushNotificationConfigsAsync(
        ListTaskPushNotificationConfigsRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        throw Unsupported();

    public Task DeleteTaskPushNotificationConfigAsync(
        DeleteTaskPushNotificationConfigRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        throw Unsupported();

    public Task<AgentCard> GetExtendedAgentCardAsync(
        GetExtendedAgentCardRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        throw Unsupported();

    private static A2AException Unsupported() => new("Not here.", A2AErrorCode.UnsupportedOperation);
}
