using System.Globalization;
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
/// Tells every receiver what needs a person, in order, at least once. The log is the outbox: each receiver reads it
/// from the position of the newest notice that it has taken, which is recorded before the next is sent.
/// </summary>
internal sealed partial class Notifier(
    IEventLog log, IGrains grains, IOptions<NotifyOptions> options, TimeProvider time,
    ILogger<Notifier> logger) : BackgroundService
{
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
        var after = long.TryParse(hook.Place, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? place
            : 0;
        var prefix = SessionKind.IdOf("").Stream;
        await foreach (var stored in log.TailAllAsync(after, cancellationToken))
        {
            // What was before the receiver is not its concern.
            if (stored.At.ToUnixTimeMilliseconds() < hook.From ||
                !stored.Stream.StartsWith(prefix, StringComparison.Ordinal))
            {
                continue;
            }

            var fact = sessions.Events.Read(stored.Type, stored.Data.Span);
            if (fact is not (
                ApprovalRequested or ApprovalReminded or ChoicesOffered or GateJudged or StepWritten or UndoStarted
                    or SessionEnded))
            {
                continue;
            }

            var state = await grains.StateAsync<SessionState>(
                SessionKind.IdOf(stored.Stream[prefix.Length..]), stored.Seq, time, cancellationToken);
            if (Notice.Of(state, fact, stored.Seq, stored.At) is not { } notice || !IsFor(receiver, notice))
            {
                continue;
            }

            await TellAsync(receiver, notice, hook.Registered, stored.Position, cancellationToken);
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
            id, new ConfigurePush(
                new Webhook(receiver.Name, receiver.Url, null, ""), "", "", time.GetUtcNow().ToUnixTimeMilliseconds()),
            Self, $"notify/{receiver.Name}", cancellationToken);
        return (await grains.StateAsync<PushState>(id, cancellationToken)).State.Find(receiver.Name)
            ?? throw new InvalidOperationException(
                $"The receiver '{receiver.Name}' is not in the log although that was answered.");
    }

    private static bool IsFor(ReceiverOptions receiver, Notice notice) =>
        receiver.Tenants.Count == 0 || receiver.Tenants.Contains(notice.Signal.Tenant);

    private async Task TellAsync(
        ReceiverOptions receiver, Notice notice, long registered, long position, CancellationToken cancellationToken)
    {
        var body = NoticeBody.Write(notice, receiver.Format);
        var since = time.GetUtcNow();
        for (var failures = 1; ; failures++)
        {
            var result = await sender.PostAsync(receiver.Url, body, Headers(receiver, notice, body), cancellationToken);
            if (result.Outcome != PushOutcome.Delivered)
            {
                LogFailed(receiver.Name, notice.Id, failures, result.Detail);
            }

            if (result.Outcome != PushOutcome.Failed || time.GetUtcNow() - since >= options.Value.GiveUpAfter)
            {
                var attempt = result.Outcome == PushOutcome.Delivered ? PushAttempt.Delivered : PushAttempt.Refused;
                await grains.AskAsync(
                    PushKind.IdOf(PushKind.NoticesOf(receiver.Name)),
                    new NoteAttempt(
                        receiver.Name, registered, position.ToString(CultureInfo.InvariantCulture), attempt,
                        result.Detail),
                    Self, $"notify/{receiver.Name}/{position}", cancellationToken);
                return;
            }

            await Task.Delay(Pause(failures), time, cancellationToken);
        }
    }

    private IEnumerable<(string Name, string Value)> Headers(ReceiverOptions receiver, Notice notice, byte[] body) =>
    [
        ("X-Kaos-Notice", notice.Id),
        .. receiver.Secret is { Length: > 0 } secret
            ? [(NoticeBody.SignatureHeader, NoticeBody.Signature(body, secret, time.GetUtcNow()))]
            : Array.Empty<(string, string)>(),
    ];

    private TimeSpan Pause(int failures) =>
        Doubling.Pause(options.Value.FirstPause, options.Value.LongestPause, failures);

    [LoggerMessage(Level = LogLevel.Error, Message = "Notices to {Receiver} stopped and go on where they were.")]
    private partial void LogBroken(Exception failure, string receiver);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Notice {Notice} did not reach {Receiver}, attempt {Attempt}: {Detail}")]
    private partial void LogFailed(string receiver, string notice, int attempt, string detail);
}
