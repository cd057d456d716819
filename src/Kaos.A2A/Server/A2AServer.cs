using System.Runtime.CompilerServices;
using Kaos.A2A.Push;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kaos.A2A.Server;

/// <summary>The operations over an agent and a task store. A task outlives the calls that watch it.</summary>
public sealed class A2AServer : IA2ARequestHandler, IDisposable
{
    private readonly IAgentHandler agent;
    private readonly ITaskStore store;
    private readonly TimeProvider clock;
    private readonly A2AServerOptions options;
    private readonly LiveTasks tasks = new();
    private readonly AgentRunner runner;
    private readonly Action<string, StreamResponse> notify;
    private readonly PushConfigs pushConfigs = new();
    private readonly PushNotificationSender pushSender;
    private readonly PushDeliveries pushDeliveries;

    public A2AServer(
        IAgentHandler agent,
        ITaskStore store,
        TimeProvider clock,
        IOptions<A2AServerOptions> options,
        ILogger<A2AServer> logger)
    {
        this.agent = agent;
        this.store = store;
        this.clock = clock;
        this.options = options.Value;
        runner = new AgentRunner(tasks, this.options.NewId, logger);
        notify = Notify;
        pushSender = new PushNotificationSender(this.options.Push);
        pushDeliveries = new PushDeliveries(pushSender, clock, logger);
    }

    public async Task<SendMessageResponse> SendMessageAsync(
        SendMessageRequest request, A2ACallContext context, CancellationToken cancellationToken)
    {
        var observer = new SettleObserver(request.Configuration?.ReturnImmediately is true);
        var call = await BeginAsync(request, context, isStreaming: false, cancellationToken);
        _ = runner.RunAsync(NewRun(call, observer), agent.ExecuteAsync);
        var message = await observer.Settled.WaitAsync(cancellationToken);
        if (message is not null)
        {
            return new SendMessageResponse { Message = message };
        }

        var task = await FindAsync(call.TaskId, context, cancellationToken);
        return new SendMessageResponse { Task = TaskProjection.Show(task, request.Configuration?.HistoryLength) };
    }

    public async IAsyncEnumerable<StreamItem> SendStreamingMessageAsync(
        SendMessageRequest request, A2ACallContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var observer = new StreamObserver(options.SubscriberCapacity, closesOnInputRequired: true);
        var call = await BeginAsync(request, context, isStreaming: true, cancellationToken);
        _ = runner.RunAsync(NewRun(call, observer), agent.ExecuteAsync);
        try
        {
            await foreach (var item in observer.ReadAllAsync(cancellationToken))
            {
                yield return item;
            }
        }
        finally
        {
            observer.OnClosed(failure: null);
        }
    }

    public async Task<AgentTask> GetTaskAsync(
        GetTaskRequest request, A2ACallContext context, CancellationToken cancellationToken) =>
        TaskProjection.Show(await FindAsync(request.Id, context, cancellationToken), request.HistoryLength);

    public async Task<ListTasksResponse> ListTasksAsync(
        ListTasksRequest request, A2ACallContext context, CancellationToken cancellationToken)
    {
        var page = await store.ListAsync(Scope(context), request, cancellationToken);
        return page with
        {
            Tasks = page.Tasks
                .Select(task => TaskProjection.Show(task, request.HistoryLength, request.IncludeArtifacts is true))
                .ToList(),
        };
    }

    public async Task<AgentTask> CancelTaskAsync(
        CancelTaskRequest request, A2ACallContext context, CancellationToken cancellationToken)
    {
        var task = await FindAsync(request.Id, context, cancellationToken);
        if (task.Status.State is TaskState.Canceled)
        {
            return TaskProjection.Show(task, historyLength: null);
        }

        if (task.Status.State.IsTerminal())
        {
            throw NotCancelable();
        }

        var call = new RequestContext
        {
            Message = task.History is { Count: > 0 } history ? history[^1] : null,
            Task = task,
            TaskId = task.Id,
            ContextId = task.ContextId ?? "",
            Call = context,
            Clock = clock,
        };
        var observer = new SettleObserver(existenceIsEnough: false);
        await runner.RunAsync(NewRun(call, observer), agent.CancelAsync);
        var canceled = await FindAsync(task.Id, context, cancellationToken);
        if (canceled.Status.State.IsTerminal() && canceled.Status.State is not TaskState.Canceled)
        {
            throw NotCancelable();
        }

        var live = tasks.Hold(task.Id);
        await live.StopRunsAsync();
        tasks.LetGo(live);
        return TaskProjection.Show(canceled, historyLength: null);
    }

    public async IAsyncEnumerable<StreamItem> SubscribeToTaskAsync(
        SubscribeToTaskRequest request, A2ACallContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var observer = new StreamObserver(options.SubscriberCapacity, closesOnInputRequired: false);
        LiveTask live;
        using (var gate = await tasks.EnterAsync(request.Id, cancellationToken))
        {
            var task = await FindAsync(request.Id, context, cancellationToken);
            if (task.Status.State.IsTerminal())
            {
                throw Terminal();
            }

            live = tasks.Hold(request.Id);
            live.Add(observer);
            observer.OnSnapshot(TaskProjection.Show(task, historyLength: null));
        }

        try
        {
            await foreach (var item in observer.ReadAllAsync(cancellationToken))
            {
                yield return item;
            }
        }
        finally
        {
            live.Remove(observer);
            tasks.LetGo(live);
        }
    }

    public async Task<TaskPushNotificationConfig> CreateTaskPushNotificationConfigAsync(
        TaskPushNotificationConfig request, A2ACallContext context, CancellationToken cancellationToken)
    {
        var task = await FindAsync(request.TaskId ?? "", context, cancellationToken);
        return SetPushConfig(task.Id, request, context);
    }

    public async Task<TaskPushNotificationConfig> GetTaskPushNotificationConfigAsync(
        GetTaskPushNotificationConfigRequest request, A2ACallContext context, CancellationToken cancellationToken)
    {
        var task = await FindAsync(request.TaskId, context, cancellationToken);
        return pushConfigs.Find(task.Id, request.Id)
            ?? throw new A2AException("There is no such push configuration for this task.", A2AErrorCode.TaskNotFound);
    }

    public async Task<ListTaskPushNotificationConfigsResponse> ListTaskPushNotificationConfigsAsync(
        ListTaskPushNotificationConfigsRequest request, A2ACallContext context, CancellationToken cancellationToken)
    {
        var task = await FindAsync(request.TaskId, context, cancellationToken);
        return pushConfigs.Page(task.Id, request.PageSize, request.PageToken);
    }

    public async Task DeleteTaskPushNotificationConfigAsync(
        DeleteTaskPushNotificationConfigRequest request, A2ACallContext context, CancellationToken cancellationToken)
    {
        var task = await FindAsync(request.TaskId, context, cancellationToken);
        pushConfigs.Remove(task.Id, request.Id);
    }

    public Task<AgentCard> GetExtendedAgentCardAsync(
        GetExtendedAgentCardRequest request, A2ACallContext context, CancellationToken cancellationToken)
    {
        if (context.User.Identity?.IsAuthenticated is not true && !options.AllowAnonymousExtendedCard)
        {
            throw new UnauthenticatedException("The extended card is for authenticated callers.");
        }

        return Task.FromResult(options.ExtendedCard(context)
            ?? throw new A2AException("No extended card is configured.", A2AErrorCode.ExtendedAgentCardNotConfigured));
    }

    public void Dispose()
    {
        tasks.StopAllRuns();
        pushDeliveries.Dispose();
        pushSender.Dispose();
    }

    private AgentRun NewRun(RequestContext call, TaskObserver observer) =>
        new(call, tasks.Hold(call.TaskId), Scope(call.Call), observer, store, notify);

    private void Notify(string taskId, StreamResponse response)
    {
        foreach (var registered in pushConfigs.Of(taskId))
        {
            pushDeliveries.Enqueue(taskId, registered.Config, registered.Version, response);
        }
    }

    /// <summary>Finds or names task and context of a message; a message to an open task joins its history.</summary>
    private async Task<RequestContext> BeginAsync(
        SendMessageRequest request, A2ACallContext context, bool isStreaming, CancellationToken cancellationToken)
    {
        CheckPushTarget(request.Configuration?.TaskPushNotificationConfig);
        var message = request.Message;
        AgentTask? task = null;
        if (!string.IsNullOrEmpty(message.TaskId))
        {
            using var gate = await tasks.EnterAsync(message.TaskId, cancellationToken);
            var known = await FindAsync(message.TaskId, context, cancellationToken);
            CheckContinuation(known, message);
            message = message with { ContextId = known.ContextId };
            task = TaskProjection.AppendHistory(known, message);
            await store.SaveAsync(new StoredTask(task, Scope(context)), CancellationToken.None);
            gate.Live.Task = task;
        }

        var taskId = task?.Id ?? options.NewId();
        var contextId = string.IsNullOrEmpty(message.ContextId) ? options.NewId() : message.ContextId;
        if (request.Configuration?.TaskPushNotificationConfig is { } push)
        {
            SetPushConfig(taskId, push, context);
        }

        return new RequestContext
        {
            Message = message with { TaskId = taskId, ContextId = contextId },
            Task = task,
            TaskId = taskId,
            ContextId = contextId,
            Call = context,
            Clock = clock,
            Configuration = request.Configuration,
            IsStreaming = isStreaming,
        };
    }

    private static void CheckContinuation(AgentTask task, Message message)
    {
        if (task.Status.State.IsTerminal())
        {
            throw Terminal();
        }

        if (!string.IsNullOrEmpty(message.ContextId) &&
            !string.Equals(message.ContextId, task.ContextId, StringComparison.Ordinal))
        {
            throw new A2AException(
                "Invalid parameters", A2AErrorCode.InvalidParams,
                [new("message.contextId", "is not the context of the task that the message names")]);
        }
    }

    private void CheckPushTarget(TaskPushNotificationConfig? config)
    {
        if (config is not null && PushTargets.Refusal(config.Url, options.Push) is { } refusal)
        {
            throw new A2AException("Invalid parameters", A2AErrorCode.InvalidParams, [new("url", refusal)]);
        }
    }

    private TaskPushNotificationConfig SetPushConfig(
        string taskId, TaskPushNotificationConfig config, A2ACallContext context)
    {
        CheckPushTarget(config);
        var stored = config with
        {
            Id = string.IsNullOrEmpty(config.Id) ? options.NewId() : config.Id,
            TaskId = taskId,
        };
        pushConfigs.Set(taskId, new RegisteredPushConfig(stored, context.Version));
        return stored;
    }

    private async Task<AgentTask> FindAsync(string taskId, A2ACallContext context, CancellationToken cancellationToken)
    {
        var stored = await store.GetAsync(taskId, cancellationToken);
        return stored is not null && stored.Scope == Scope(context)
            ? stored.Task
            : throw new A2AException("There is no such task.", A2AErrorCode.TaskNotFound);
    }

    private TaskScope Scope(A2ACallContext context) => new(options.Owner(context), context.Tenant ?? "");

    private static A2AException NotCancelable() =>
        new("The task is over and cannot be canceled.", A2AErrorCode.TaskNotCancelable);

    private static A2AException Terminal() => new(
        "The task is over. Send a new message in its context, with the task in referenceTaskIds.",
        A2AErrorCode.UnsupportedOperation);
}
