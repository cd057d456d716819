using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Followers;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts;
using Kaos.Contracts.Followers;
using Kaos.Contracts.Sessions;
using Kaos.Kubernetes.Client;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kaos.Agent.Grains.Gate.Decisions;

/// <summary>
/// Carries the log into AgentDecisions. The log is the outbox, and how far it was read is in it: after a crash the last
/// decision is written once more, which changes nothing. Nobody waits for it.
/// </summary>
internal sealed partial class DecisionFollower(
    IEventLog log, IGrains grains, DecisionWriter writer, TimeProvider time,
    ILogger<DecisionFollower> logger) : BackgroundService
{
    private const string Name = "agent-decisions";
    private const int Patience = 5;

    // How many events that need no writing are read again after a restart, at most.
    private const int NoteAfter = 1000;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly Principal Self = Principal.System(Name);

    private readonly SessionKind sessions = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var failures = 1; !stoppingToken.IsCancellationRequested; failures++)
        {
            try
            {
                await FollowAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                LogBroken(failure);
                await PauseAsync(failures, stoppingToken);
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var id = FollowerKind.IdOf(Name);
        await NoteAsync(0, cancellationToken);
        var from = (await grains.StateAsync<FollowerState>(id, cancellationToken)).State;
        var prefix = SessionKind.IdOf("").Stream;
        var unnoted = 0;
        await foreach (var stored in log.TailAllAsync(from.Position, cancellationToken))
        {
            if (stored.Stream.StartsWith(prefix, StringComparison.Ordinal) && stored.At >= from.Since &&
                Concerns(stored)
                && await PublishAsync(stored.Stream[prefix.Length..], stored.Seq, cancellationToken))
            {
                unnoted = NoteAfter;
            }

            if (++unnoted > NoteAfter && stored.Stream != id.Stream)
            {
                await NoteAsync(stored.Position, cancellationToken);
                unnoted = 0;
            }
        }
    }

    private bool Concerns(StoredEvent stored) => sessions.Events.Read(stored.Type, stored.Data.Span)
        is Diagnosed or ChoicesOffered or OptionChosen or PlanDecided or StepWritten or StepFailed or SessionEnded;

    // The session as it is now: what happens to it later brings it here again, so one that could not be written is not
    // lost for ever.
    private async Task<bool> PublishAsync(string session, long seq, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                var state = await grains.StateAsync<SessionState>(
                    SessionKind.IdOf(session), seq, time, cancellationToken);
                return await writer.WriteAsync(state, cancellationToken);
            }
            catch (KubernetesException away) when (failures <= Patience)
            {
                LogAway(session, away.Message);
                await PauseAsync(failures, cancellationToken);
            }
            catch (KubernetesException away)
            {
                LogLeftOut(session, away.Message);
                return false;
            }
        }
    }

    private async Task NoteAsync(long position, CancellationToken cancellationToken) =>
        await grains.AskAsync(
            FollowerKind.IdOf(Name), new NotePosition(position), Self, $"{Name}/{position}", cancellationToken);

    private Task PauseAsync(int failures, CancellationToken cancellationToken) =>
        Task.Delay(Doubling.Pause(FirstPause, LongestPause, failures), time, cancellationToken);

    [LoggerMessage(2062, LogLevel.Error, "AgentDecisions cannot be followed now; it goes on from where it stopped")]
    private partial void LogBroken(Exception failure);

    [LoggerMessage(2063, LogLevel.Information, "The AgentDecision of {Session} waits: {Why}")]
    private partial void LogAway(string session, string why);

    [LoggerMessage(2064, LogLevel.Warning,
        "The AgentDecision of {Session} is left out until its session goes on: {Why}")]
    private partial void LogLeftOut(string session, string why);
}
