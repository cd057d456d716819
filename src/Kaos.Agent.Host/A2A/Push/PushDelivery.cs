using System.Collections.Concurrent;
using Kaos.A2A;
using Kaos.A2A.Push;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Push;
using Kaos.Contracts;
using Kaos.Contracts.Push;
using Kaos.Contracts.Views;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.A2A.Push;

/// <summary>
/// Sends every webhook what a stream would tell: the task as it stood when the webhook came, then each update, in
/// order, at least once. What was sent is in the log before the next is, so a restart goes on where it was.
/// </summary>
internal sealed partial class PushDelivery(
    IGrains grains,
    IViews views,
    IDesk desk,
    PushSecrets secrets,
    PushNotificationSender sender,
    IOptions<A2AEdgeOptions> options,
    TimeProvider time,
    ILogger<PushDelivery> logger) : BackgroundService, ICommitListener
{
    private const int Page = 200;

    private static readonly Principal Self = Principal.System("push");

    private readonly TaskStreams streams = new(desk);
    private readonly ConcurrentDictionary<(string Task, string Hook, long Registered), CancellationTokenSource> running = new();
    private readonly CancellationTokenSource stopping = new();

    public void OnCommitted(Committed commit)
    {
        if (commit.State is not PushState state)
        {
            return;
        }

        foreach (var hook in state.Hooks.Where(static hook => hook.Stage == PushStage.Active))
        {
            Start(state.TaskId, hook);
        }

        foreach (var (key, stop) in running)
        {
            if (key.Task == state.TaskId && state.Find(key.Hook)?.Registered != key.Registered)
            {
                Stop(stop);
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        // More than one registration stands for this one service, and each disposes it.
        if (!stopping.IsCancellationRequested)
        {
            stopping.Cancel();
        }

        stopping.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ResumeAsync(stoppingToken);
                return;
            }
            catch (LogUnavailableException)
            {
                // The log says itself what is wrong; what was to be sent is in it, too.
                await Task.Delay(Pause(++failures), time, stoppingToken);
            }
        }
    }

    /// <summary>What an earlier process has left to do.</summary>
    private async Task ResumeAsync(CancellationToken cancellationToken)
    {
        for (string? token = null; ;)
        {
            var page = await views.QueryAsync(
                new ViewQuery(PushKind.Name, States: [PushKind.Active], PageSize: Page, PageToken: token),
                cancellationToken);
            foreach (var taskId in page.Rows.Select(static row => row.Tag).Distinct(StringComparer.Ordinal))
            {
                var state = (await grains.StateAsync<PushState>(PushKind.IdOf(taskId), cancellationToken)).State;
                foreach (var hook in state.Hooks.Where(static hook => hook.Stage == PushStage.Active))
                {
                    Start(taskId, hook);
                }
            }

            if (page.NextPageToken is not { } next)
            {
                return;
            }

            token = next;
        }
    }

    private void Start(string taskId, HookState hook)
    {
        if (PushKind.IsNotices(taskId))
        {
            return;
        }

        var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        if (stop.IsCancellationRequested || !running.TryAdd((taskId, hook.Hook.Id, hook.Registered), stop))
        {
            stop.Dispose();
            return;
        }

        _ = RunAsync((taskId, hook.Hook.Id, hook.Registered), stop);
    }

    private static void Stop(CancellationTokenSource stop)
    {
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }

    private async Task RunAsync((string Task, string Hook, long Registered) key, CancellationTokenSource stop)
    {
        // Whoever starts this may be in the middle of the grain's turn.
        await Task.Yield();
        try
        {
            await TellAllAsync(key, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The process stops, or the webhook is gone.
        }
        catch (Exception failure)
        {
            LogBroken(failure, key.Task, key.Hook);
        }
        finally
        {
            running.TryRemove(key, out _);
            stop.Dispose();
        }
    }

    private async Task TellAllAsync(
        (string Task, string Hook, long Registered) key, CancellationToken cancellationToken)
    {
        // Looked up anew: whoever started this may have seen an older state.
        var state = (await grains.StateAsync<PushState>(PushKind.IdOf(key.Task), cancellationToken)).State;
        if (state.Find(key.Hook) is not { Stage: PushStage.Active } hook || hook.Registered != key.Registered)
        {
            return;
        }

        var config = secrets.Open(hook.Hook, key.Task);
        var begun = new TaskFold(key.Task, state.ContextId, state.SessionId);
        var after = EventPlace.Parse(hook.Place);
        var failing = new Failing(hook.Failures, hook.FailingSince);
        var items = streams.FollowAsync(
            begun, after is null ? hook.From : null, after ?? EventPlace.Beginning, untilRest: false,
            cancellationToken);
        await foreach (var item in items)
        {
            if (!await TellAsync(hook, config, item, failing, key.Task, cancellationToken))
            {
                return;
            }

            failing = new Failing(0, null);
        }

        await NoteAsync(
            key.Task, new EndPush(hook.Hook.Id, hook.Registered, GivenUp: false),
            $"push-end/{hook.Hook.Id}/{hook.Registered}", cancellationToken);
    }

    /// <returns>False: given up.</returns>
    private async Task<bool> TellAsync(
        HookState hook, TaskPushNotificationConfig config, StreamItem item, Failing failing, string taskId,
        CancellationToken cancellationToken)
    {
        for (var (failures, since) = (failing.Failures, failing.Since); ;)
        {
            var result = await sender.SendAsync(config, item.Response, hook.Hook.Version, cancellationToken);
            var attempt = result.Outcome switch
            {
                PushOutcome.Delivered => PushAttempt.Delivered,
                PushOutcome.Refused => PushAttempt.Refused,
                _ => PushAttempt.Failed,
            };
            await NoteAsync(
                taskId,
                new NoteAttempt(hook.Hook.Id, hook.Registered, item.EventId ?? "", attempt, result.Detail),
                $"push-note/{hook.Hook.Id}/{hook.Registered}/{item.EventId}/{failures}", cancellationToken);
            if (attempt != PushAttempt.Failed)
            {
                return true;
            }

            var now = time.GetUtcNow();
            (failures, since) = (failures + 1, since ?? now);
            LogFailed(taskId, hook.Hook.Id, failures, result.Detail);
            if (now - since >= options.Value.Push.GiveUpAfter)
            {
                LogGivenUp(taskId, hook.Hook.Id, since.Value);
                await NoteAsync(
                    taskId, new EndPush(hook.Hook.Id, hook.Registered, GivenUp: true),
                    $"push-end/{hook.Hook.Id}/{hook.Registered}", cancellationToken);
                return false;
            }

            await Task.Delay(Pause(failures), time, cancellationToken);
        }
    }

    // The log may be out for a while; what was sent must be in it before the next is sent.
    private async Task NoteAsync(string taskId, PushCommand note, string commandId, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                await grains.AskAsync(PushKind.IdOf(taskId), note, Self, commandId, cancellationToken);
                return;
            }
            catch (LogUnavailableException)
            {
                await Task.Delay(Pause(failures), time, cancellationToken);
            }
        }
    }

    private TimeSpan Pause(int failures) =>
        Doubling.Pause(options.Value.Push.FirstPause, options.Value.Push.LongestPause, failures);

    private readonly record struct Failing(int Failures, DateTimeOffset? Since);
}
