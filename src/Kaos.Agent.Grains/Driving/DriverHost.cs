using System.Collections.Concurrent;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Grains.Driving;

/// <summary>
/// Starts a driver for every session whose state asks for long work: when a commit says so, and at start-up for those
/// that a crash left open. One driver per session at a time; its epoch fences off any other.
/// </summary>
internal sealed partial class DriverHost(
    IGrains grains,
    IViews views,
    IClusters clusters,
    IPlanner planner,
    IGate gate,
    IVerifier verifier,
    TimeProvider time,
    IOptions<DriverOptions> options,
    ILogger<DriverHost> logger) : BackgroundService, ICommitListener
{
    private readonly ConcurrentDictionary<string, Running> running = new(StringComparer.Ordinal);
    private readonly DriverTools tools = new(clusters, planner, gate, verifier, time, options.Value);
    private CancellationToken stopping = new(canceled: true);

    public void OnCommitted(Committed commit)
    {
        if (commit.State is not SessionState state)
        {
            return;
        }

        if (state.Over)
        {
            Stop(state.Id);
        }

        if (Agenda.Next(state) is not null)
        {
            Ensure(state.Id);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        stopping = stoppingToken;
        for (var failures = 0; !stoppingToken.IsCancellationRequested;)
        {
            try
            {
                await ResumeAsync(stoppingToken);
                return;
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // A data folder that cannot be read yet: KAOS stays up and says so, and goes on when it can.
                LogNotResumed(failure.Message, ++failures);
                await PauseAsync(failures, stoppingToken);
            }
        }
    }

    private async Task ResumeAsync(CancellationToken stoppingToken)
    {
        await foreach (var row in views.AllAsync(new(SessionKind.SessionRow, States: [SessionKind.Open]),
            stoppingToken))
        {
            Ensure(row.Key);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(running.Values.Select(run => run.Done));
    }

    private void Ensure(string sessionId)
    {
        if (stopping.IsCancellationRequested)
        {
            return;
        }

        var mine = new Running(stopping);
        var holder = running.GetOrAdd(sessionId, mine);
        holder.Again = true;
        if (ReferenceEquals(holder, mine))
        {
            mine.Done = Task.Run(() => DriveAsync(sessionId, mine), CancellationToken.None);
        }
        else
        {
            mine.Dispose();
        }
    }

    private void Stop(string sessionId)
    {
        if (running.TryGetValue(sessionId, out var run))
        {
            run.Cancel();
        }
    }

    private async Task DriveAsync(string sessionId, Running run)
    {
        // A commit between the driver's last look and its leaving sets Again: it looks once more, or a new one starts.
        do
        {
            run.Again = false;
            await DriveOnceAsync(sessionId, run.Token);
        }
        while (run.Again && !run.Token.IsCancellationRequested);

        running.TryRemove(KeyValuePair.Create(sessionId, run));
        if (run.Again)
        {
            Ensure(sessionId);
        }

        run.Dispose();
    }

    private async Task DriveOnceAsync(string sessionId, CancellationToken cancellationToken)
    {
        using var scope = logger.BeginScope("{SessionId}", sessionId);
        for (var failures = 0; !cancellationToken.IsCancellationRequested;)
        {
            try
            {
                if (await BeginAsync(sessionId, cancellationToken) is not { } driver)
                {
                    return;
                }

                if (failures >= tools.Options.Attempts)
                {
                    await driver.GiveUpAsync(
                        "the same work failed again and again; see the log of KAOS.", cancellationToken);
                    return;
                }

                await driver.RunAsync(cancellationToken);
                return;
            }
            catch (Exception stop) when (stop is FencedException || cancellationToken.IsCancellationRequested)
            {
                LogStopped(stop.Message);
                return;
            }
            catch (Exception failure)
            {
                LogFailed(failure, ++failures);
                await PauseAsync(failures, cancellationToken);
            }
        }
    }

    private async Task<SessionDriver?> BeginAsync(string sessionId, CancellationToken cancellationToken)
    {
        var id = SessionKind.IdOf(sessionId);
        var state = (await grains.StateAsync<SessionState>(id, cancellationToken)).State;
        if (Agenda.Next(state) is null)
        {
            return null;
        }

        var epoch = state.Epoch + 1;
        var answer = await grains.AskAsync(
            id, new StartDriver(epoch), SessionLog.Driver, $"driver/{epoch}", cancellationToken);

        return answer.Refusal is null ? new SessionDriver(tools, new SessionLog(grains, sessionId, epoch)) : null;
    }

    private async Task PauseAsync(int failures, CancellationToken cancellationToken)
    {
        var pause = tools.Options.FirstBackOff * Math.Min(64, 1 << Math.Min(failures - 1, 6));
        await Task.Delay(pause, tools.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [LoggerMessage(2001, LogLevel.Debug, "The driver stops: {Reason}")]
    private partial void LogStopped(string reason);

    [LoggerMessage(2003, LogLevel.Warning,
        "Open sessions are not gone on with yet ({Failures} attempts), trying again: {Why}")]
    private partial void LogNotResumed(string why, int failures);

    [LoggerMessage(2002, LogLevel.Warning, "The driver failed ({Failures} in a row) and tries again")]
    private partial void LogFailed(Exception failure, int failures);
}
