using System.Runtime.CompilerServices;
using Kaos.A2A;
using Kaos.A2A.Server;
using Kaos.Agent.Grains.Correlation;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Host.A2A.Push;
using Kaos.Agent.Host.Problems;
using Kaos.Contracts;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.A2A;

/// <summary>The operations of A2A over the desk: a task is one caller's engagement with a session.</summary>
internal sealed class KaosA2AHandler(IDesk desk, PushDesk push, KaosCard card, IOptions<A2AEdgeOptions> options)
    : IA2ARequestHandler
{
    private readonly TaskStreams streams = new(desk);
    private readonly TaskAccess access = new(desk);

    public async Task<SendMessageResponse> SendMessageAsync(
        SendMessageRequest request, A2ACallContext context, CancellationToken cancellationToken)
    {
        var modes = OutputModes.Of(request.Configuration?.AcceptedOutputModes);
        var reply = await SayAsync(request, context, cancellationToken);
        if (reply is not Reply.Task task)
        {
            return new() { Message = modes.Limit(Plain(request.Message, (Reply.Text)reply)) };
        }

        var begun = new TaskFold(task.TaskId, task.ContextId, task.SessionId);
        var fold = task.Whole is { } whole ? TaskProjection.Fold(begun, whole)
            : request.Configuration?.ReturnImmediately == true ? await streams.NowAsync(begun, cancellationToken)
            : await streams.AtRestAsync(begun, task.Version, cancellationToken);
        return new() { Task = modes.Limit(fold.ToTask(request.Configuration?.HistoryLength)) };
    }

    public async IAsyncEnumerable<StreamItem> SendStreamingMessageAsync(
        SendMessageRequest request, A2ACallContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var modes = OutputModes.Of(request.Configuration?.AcceptedOutputModes);
        var reply = await SayAsync(request, context, cancellationToken);
        if (reply is not Reply.Task task)
        {
            yield return (StreamResponse)modes.Limit(Plain(request.Message, (Reply.Text)reply));
            yield break;
        }

        var begun = new TaskFold(task.TaskId, task.ContextId, task.SessionId);
        var seen = EventPlace.Parse(context.LastEventId);
        var items = streams.FollowAsync(
            begun, seen is null ? task.Version : null, seen ?? EventPlace.Beginning, untilRest: true, cancellationToken,
            request.Configuration?.HistoryLength);
        await foreach (var item in items)
        {
            if (modes.Limit(item.Response) is { } limited)
            {
                yield return item with { Response = limited };
            }
        }
    }

    public async Task<AgentTask> GetTaskAsync(
        GetTaskRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        (await FindAsync(request.Id, context, cancellationToken)).ToTask(request.HistoryLength);

    public async Task<ListTasksResponse> ListTasksAsync(
        ListTasksRequest request, A2ACallContext context, CancellationToken cancellationToken)
    {
        var size = request.PageSize ?? ListTasksRequest.DefaultPageSize;
        var status = request.Status is TaskState.Unspecified ? null : request.Status;
        var standing = status is { } state ? Standings.Standing(state) : null;
        if (status is not null && standing is null)
        {
            return new() { Tasks = [], NextPageToken = "", PageSize = size, TotalSize = 0 };
        }

        var caller = TaskAccess.CallerOf(context);
        var filter = new TaskFilter(
            NullIfEmpty(request.ContextId), standing, request.StatusTimestampAfter, size,
            NullIfEmpty(request.PageToken),
            NullIfEmpty(context.Tenant));
        var page = (await desk.TasksAsync(filter, caller, cancellationToken)).OrThrow();
        List<AgentTask> tasks = [];
        foreach (var view in page.Items)
        {
            var fold = await streams.NowAsync(TaskAccess.Begun(view), cancellationToken);
            if (status is null || status == fold.State)
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
            request.Id, $"a2a-cancel/{request.Id}", TaskAccess.CallerOf(context), cancellationToken);
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

    public async Task<TaskPushNotificationConfig> CreateTaskPushNotificationConfigAsync(
        TaskPushNotificationConfig request, A2ACallContext context, CancellationToken cancellationToken)
    {
        var task = await access.FindAsync(request.TaskId ?? "", context, cancellationToken);
        var now = await streams.NowAsync(TaskAccess.Begun(task), cancellationToken);
        return await push.ConfigureAsync(
            task, request, now.Version, context.Version, retry: null, TaskAccess.CallerOf(context), cancellationToken);
    }

    public async Task<TaskPushNotificationConfig> GetTaskPushNotificationConfigAsync(
        GetTaskPushNotificationConfigRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        await push.FindAsync(
            await access.FindAsync(request.TaskId, context, cancellationToken), request.Id, cancellationToken);

    public async Task<ListTaskPushNotificationConfigsResponse> ListTaskPushNotificationConfigsAsync(
        ListTaskPushNotificationConfigsRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        await push.ListAsync(
            await access.FindAsync(request.TaskId, context, cancellationToken), request.PageSize, request.PageToken,
            cancellationToken);

    public async Task DeleteTaskPushNotificationConfigAsync(
        DeleteTaskPushNotificationConfigRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        await push.RemoveAsync(
            await access.FindAsync(request.TaskId, context, cancellationToken), request.Id,
            TaskAccess.CallerOf(context),
            cancellationToken);

    public Task<AgentCard> GetExtendedAgentCardAsync(
        GetExtendedAgentCardRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        Task.FromResult(card.Extended(TaskAccess.CallerOf(context with { Tenant = null })));

    private async Task<Reply> SayAsync(
        SendMessageRequest request, A2ACallContext context, CancellationToken cancellationToken)
    {
        var (message, webhook) = (request.Message, request.Configuration?.TaskPushNotificationConfig);
        push.Check(webhook);
        var saying = Sayings.Of(message, options.Value.AnswersAsTasks);
        var caller = TaskAccess.CallerOf(context);
        if (saying.TaskId is { } taskId)
        {
            await access.FindAsync(taskId, context, cancellationToken);
        }

        var reply = (await desk.SayAsync(saying, caller, cancellationToken)).OrThrow();
        if (webhook is not null && reply is Reply.Task task)
        {
            var view = await access.FindAsync(task.TaskId, context, cancellationToken);
            await push.ConfigureAsync(
                view, webhook, task.Version, context.Version, retry: Fingerprint.Hex(16, message.MessageId), caller,
                cancellationToken);
        }

        return reply;
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private async Task<TaskFold> FindAsync(
        string taskId, A2ACallContext context, CancellationToken cancellationToken) =>
        await streams.NowAsync(
            TaskAccess.Begun(await access.FindAsync(taskId, context, cancellationToken)), cancellationToken);

    private static Message Plain(Message asked, Reply.Text reply) => new()
    {
        MessageId = $"{asked.MessageId}-reply",
        ContextId = reply.ContextId,
        Role = Kaos.A2A.Role.Agent,
        Parts = reply.Data is { } data ? [Part.FromText(reply.Body), Part.FromData(data)] : [Part.FromText(reply.Body)],
    };
}
