using System.Runtime.CompilerServices;
using Kaos.A2A;
using Kaos.A2A.Server;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Host.Problems;
using Kaos.Contracts;

namespace Kaos.Agent.Host.A2A;

/// <summary>The operations of A2A over the desk: a task is one caller's engagement with a session.</summary>
internal sealed class KaosA2AHandler(IDesk desk) : IA2ARequestHandler
{
    private const int MaxPageSize = 100;

    private readonly TaskStreams streams = new(desk);

    public async Task<SendMessageResponse> SendMessageAsync(
        SendMessageRequest request, A2ACallContext context, CancellationToken cancellationToken)
    {
        var reply = (await desk.SayAsync(Sayings.Of(request.Message), CallerOf(context), cancellationToken)).OrThrow();
        if (reply is not Reply.Task task)
        {
            return new() { Message = Plain(request.Message, (Reply.Text)reply) };
        }

        var begun = new TaskFold(task.TaskId, task.ContextId, task.SessionId);
        var fold = request.Configuration?.ReturnImmediately == true
            ? await streams.NowAsync(begun, cancellationToken)
            : await streams.AtRestAsync(begun, task.Version, cancellationToken);
        return new() { Task = fold.ToTask(request.Configuration?.HistoryLength) };
    }

    public async IAsyncEnumerable<StreamItem> SendStreamingMessageAsync(
        SendMessageRequest request, A2ACallContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reply = (await desk.SayAsync(Sayings.Of(request.Message), CallerOf(context), cancellationToken)).OrThrow();
        if (reply is not Reply.Task task)
        {
            yield return (StreamResponse)Plain(request.Message, (Reply.Text)reply);
            yield break;
        }

        var begun = new TaskFold(task.TaskId, task.ContextId, task.SessionId);
        var seen = EventPlace.Parse(context.LastEventId);
        await foreach (var item in streams.FollowAsync(
            begun, seen is null ? task.Version : null, seen ?? EventPlace.Beginning, untilRest: true,
            cancellationToken))
        {
            yield return item;
        }
    }

    public async Task<AgentTask> GetTaskAsync(
        GetTaskRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        (await FindAsync(request.Id, context, cancellationToken)).ToTask(request.HistoryLength);

    public async Task<ListTasksResponse> ListTasksAsync(
        ListTasksRequest request, A2ACallContext context, CancellationToken cancellationToken)
    {
        var size = Math.Clamp(request.PageSize ?? ListTasksRequest.DefaultPageSize, 1, MaxPageSize);
        var filter = new TaskFilter(
            request.ContextId, TaskStatesOfSessions.Of(request.Status), request.StatusTimestampAfter, size,
            request.PageToken);
        var page = (await desk.TasksAsync(filter, CallerOf(context), cancellationToken)).OrThrow();
        List<AgentTask> tasks = [];
        foreach (var view in page.Items)
        {
            var fold = await streams.NowAsync(Begun(view), cancellationToken);
            if (request.Status is null || request.Status == fold.State)
            {
                tasks.Add(fold.ToTask(request.HistoryLength, request.IncludeArtifacts == true));
            }
        }

        return new()
        {
            Tasks = tasks,
            NextPageToken = page.NextPageToken ?? "",
            PageSize = size,
            TotalSize = (int)Math.Min(page.Total, int.MaxValue),
        };
    }

    public async Task<AgentTask> CancelTaskAsync(
        CancelTaskRequest request, A2ACallContext context, CancellationToken cancellationToken)
    {
        var task = await FindAsync(request.Id, context, cancellationToken);
        if (task.State == TaskState.Canceled)
        {
            return task.ToTask();
        }

        if (task.IsOver)
        {
            throw new A2AException("The task is over; there is nothing to cancel.", A2AErrorCode.TaskNotCancelable);
        }

        var result = await desk.CancelTaskAsync(
            request.Id, $"a2a-cancel/{request.Id}", CallerOf(context), cancellationToken);
        return result.Problem is { } problem
            ? throw problem.ToA2A(problem.Code == ProblemCode.Conflict ? A2AErrorCode.TaskNotCancelable : null)
            : (await FindAsync(request.Id, context, cancellationToken)).ToTask();
    }

    public async IAsyncEnumerable<StreamItem> SubscribeToTaskAsync(
        SubscribeToTaskRequest request, A2ACallContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var task = await FindAsync(request.Id, context, cancellationToken);
        var seen = EventPlace.Parse(context.LastEventId);
        if (task.IsOver && (seen is null || !(EventPlace.Whole(task.Version) > seen.Value)))
        {
            throw new A2AException("The task is over; read it with GetTask.", A2AErrorCode.UnsupportedOperation);
        }

        var begun = new TaskFold(task.TaskId, task.ContextId, task.SessionId);
        await foreach (var item in streams.FollowAsync(
            begun, seen is null ? task.Version : null, seen ?? EventPlace.Beginning, untilRest: false,
            cancellationToken))
        {
            yield return item;
        }
    }

    public Task<TaskPushNotificationConfig> CreateTaskPushNotificationConfigAsync(
        TaskPushNotificationConfig request, A2ACallContext context, CancellationToken cancellationToken) =>
        throw NoPush();

    public Task<TaskPushNotificationConfig> GetTaskPushNotificationConfigAsync(
        GetTaskPushNotificationConfigRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        throw NoPush();

    public Task<ListTaskPushNotificationConfigsResponse> ListTaskPushNotificationConfigsAsync(
        ListTaskPushNotificationConfigsRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        throw NoPush();

    public Task DeleteTaskPushNotificationConfigAsync(
        DeleteTaskPushNotificationConfigRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        throw NoPush();

    public Task<AgentCard> GetExtendedAgentCardAsync(
        GetExtendedAgentCardRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        throw new A2AException("There is one card for everybody.", A2AErrorCode.UnsupportedOperation);

    private static A2AException NoPush() =>
        new("Push notifications are not offered. Stream, or subscribe to the task.",
            A2AErrorCode.PushNotificationNotSupported);

    private static Principal CallerOf(A2ACallContext context) =>
        context.Caller as Principal ?? throw new InvalidOperationException("The A2A edge is mapped without callers.");

    private static TaskFold Begun(Contracts.Views.TaskView view) => new(view.TaskId, view.ContextId, view.SessionId);

    private async Task<TaskFold> FindAsync(
        string taskId, A2ACallContext context, CancellationToken cancellationToken) =>
        await streams.NowAsync(
            Begun((await desk.TaskAsync(taskId, CallerOf(context), cancellationToken)).OrThrow()), cancellationToken);

    private static Message Plain(Message asked, Reply.Text reply) => new()
    {
        MessageId = $"{asked.MessageId}-reply",
        ContextId = reply.ContextId,
        Role = Kaos.A2A.Role.Agent,
        Parts = reply.Data is { } data ? [Part.FromText(reply.Body), Part.FromData(data)] : [Part.FromText(reply.Body)],
    };
}
