using System.Globalization;
using System.Text.Json;
using Kaos.A2A.Push;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Push;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts;
using Kaos.Contracts.Push;
using Kaos.Contracts.Sessions;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.Notify;

/// <summary>
/// Tells every receiver what needs a person, in order, at least once. The log is the outbox: each receiver reads it from the
/// position of the newest notice that it has taken, which is recorded before the next is sent.
/// </summary>
internal sealed partial class Notifier(
    IEventLog log, IViews views, IGrains grains, IOptions<NotifyOptions> options, TimeProvider time, ILogger<Notifier> logger) : BackgroundService
{
    private const int MostReminders = 200;

    private static readonly Principal Self = Principal.System("notify");

    private readonly SessionKind sessions = new();
    private readonly PushNotificationSender sender = new(new PushNotificationOptions
    {
        AllowPrivateAddresses = options.Value.AllowPrivate,
        AllowHttp = options.Value.AllowPrivate,
        Timeout = options.Value.Timeout,
    });

    public override void Dispose()
    {
        sender.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(options.Value.Receivers.Select(receiver => KeepTellingAsync(receiver, stoppingToken)));

    private async Task KeepTellingAsync(ReceiverOptions receiver, CancellationToken cancellationToken)
    {
        for (var failures = 1; !cancellationToken.IsCancellationRequested; failures++)
        {
            try
            {
                await TellAllAsync(receiver, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // Where it stopped is recorded: it goes on from there.
                LogBroken(failure, receiver.Name);
                await Task.Delay(Pause(failures), time, cancellationToken);
            }
        }
    }

    private async Task TellAllAsync(ReceiverOptions receiver, CancellationToken cancellationToken)
    {
        var hook = await RegisteredAsync(receiver, cancellationToken);
        var after = long.TryParse(hook.Place, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : 0;
        await RemindOfEarlierAsync(receiver, cancellationToken);
        var prefix = SessionKind.IdOf("").Stream;
        await foreach (var stored in log.TailAllAsync(after, cancellationToken))
        {
            // What was before the receiver is not its concern.
            if (stored.At.ToUnixTimeMilliseconds() < hook.From || !stored.Stream.StartsWith(prefix, StringComparison.Ordinal))
            {
                continue;
            }

            var fact = sessions.Events.Read(stored.Type, stored.Data.Span);
            if (fact is not (ApprovalRequested or ChoicesOffered or GateJudged or StepWritten or UndoStarted or SessionEnded))
            {
                continue;
            }

            var state = (await grains.StateAsync<SessionState>(new GrainId(SessionKind.Name, stored.Stream[prefix.Length..]), cancellationToken)).State;
            if (Notice.Of(state, fact, stored.Seq, stored.At) is not { } notice || !IsFor(receiver, notice))
            {
                continue;
            }

            await TellAsync(receiver, notice, cancellationToken, hook, stored.Position);
            if (fact is ApprovalRequested asked)
            {
                _ = RemindAsync(receiver, notice, asked, cancellationToken);
            }
        }
    }

    // The first time, what happens from now on is told: From holds that time, in milliseconds.
    private async Task<HookState> RegisteredAsync(ReceiverOptions receiver, CancellationToken cancellationToken)
    {
        var id = PushKind.IdOf(PushKind.NoticesOf(receiver.Name));
        var state = (await grains.StateAsync<PushState>(id, cancellationToken)).State;
        if (state.Find(receiver.Name) is { } known)
        {
            return known;
        }

        await grains.AskAsync(
            id, new ConfigurePush(new Webhook(receiver.Name, receiver.Url, null, ""), "", "", time.GetUtcNow().ToUnixTimeMilliseconds()),
            Self, $"notify/{receiver.Name}", cancellationToken);
        return (await grains.StateAsync<PushState>(id, cancellationToken)).State.Find(receiver.Name)!;
    }

    // What an earlier process asked for still waits, perhaps.
    private async Task RemindOfEarlierAsync(ReceiverOptions receiver, CancellationToken cancellationToken)
    {
        var waiting = await views.QueryAsync(
            new ViewQuery(SessionKind.ApprovalRow, States: ["waiting"], PageSize: MostReminders), cancellationToken);
        foreach (var row in waiting.Rows)
        {
            var state = (await grains.StateAsync<SessionState>(SessionKind.IdOf(row.Group), cancellationToken)).State;
            if (JsonSerializer.Deserialize(row.Json.Span, KaosJson.Default.ApprovalView) is { } view
                && new ApprovalRequested(view.PlanHash, view.ReviewType, view.ExpiresAt, view.Why) is var asked
                && Notice.Of(state, asked, state.Epoch, time.GetUtcNow()) is { } notice && IsFor(receiver, notice))
            {
                _ = RemindAsync(receiver, notice with { Id = $"{state.Id}/{view.PlanHash}" }, asked, cancellationToken);
            }
        }
    }

    private static bool IsFor(ReceiverOptions receiver, Notice notice) =>
        receiver.Tenants.Count == 0 || receiver.Tenants.Contains(notice.Signal.Tenant);

    private async Task RemindAsync(ReceiverOptions receiver, Notice notice, ApprovalRequested asked, CancellationToken cancellationToken)
    {
        try
        {
            var left = asked.ExpiresAt - time.GetUtcNow();
            var wait = left - options.Value.RemindBefore;
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            // One that lives shorter than the usual notice is asked for again after half of its life.
            await Task.Delay(wait > TimeSpan.Zero ? wait : left / 2, time, cancellationToken);
            var state = (await grains.StateAsync<SessionState>(SessionKind.IdOf(notice.SessionId), cancellationToken)).State;
            if (!state.Over && state.Execution is { Decided: false } waiting && waiting.PlanHash == asked.PlanHash && waiting.ApprovalExpires == asked.ExpiresAt)
            {
                await TellAsync(receiver, notice.Reminder(time.GetUtcNow()), cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The process stops.
        }
        catch (Exception failure)
        {
            LogBroken(failure, receiver.Name);
        }
    }

    private async Task TellAsync(
        ReceiverOptions receiver, Notice notice, CancellationToken cancellationToken, HookState? hook = null, long position = 0)
    {
        var body = NoticeBody.Write(notice, receiver.Format);
        var since = time.GetUtcNow();
        for (var failures = 1; ; failures++)
        {
            (string, string)[] headers = receiver.Secret is { Length: > 0 } secret
                ? [("X-Kaos-Notice", notice.Id), (NoticeBody.SignatureHeader, NoticeBody.Signature(body, secret, time.GetUtcNow()))]
                : [("X-Kaos-Notice", notice.Id)];
            var result = await sender.PostAsync(receiver.Url, body, headers, cancellationToken);
            var isOver = result.Outcome != PushOutcome.Failed || time.GetUtcNow() - since >= options.Value.GiveUpAfter;
            if (result.Outcome != PushOutcome.Delivered)
            {
                LogFailed(receiver.Name, notice.Id, failures, result.Detail);
            }

            if (isOver)
            {
                if (hook is not null)
                {
                    await grains.AskAsync(
                        PushKind.IdOf(PushKind.NoticesOf(receiver.Name)),
                        new NoteAttempt(receiver.Name, hook.Registered, position.ToString(CultureInfo.InvariantCulture),
                            result.Outcome == PushOutcome.Delivered ? PushAttempt.Delivered : PushAttempt.Refused, result.Detail),
                        Self, $"notify/{receiver.Name}/{position}", cancellationToken);
                }

                return;
            }

            await Task.Delay(Pause(failures), time, cancellationToken);
        }
    }

    private TimeSpan Pause(int failures)
    {
        var pause = options.Value.FirstPause * Math.Pow(2, Math.Min(30, failures - 1));
        return pause < options.Value.LongestPause ? pause : options.Value.LongestPause;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Notices to {Receiver} stopped and go on where they were.")]
    private partial void LogBroken(Exception failure, string receiver);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Notice {Notice} did not reach {Receiver}, attempt {Attempt}: {Detail}")]
    private partial void LogFailed(string receiver, string notice, int attempt, string detail);
}
