using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kaos.Agent.Grains.Driving;

/// <summary>
/// At start-up and every minute, what nobody uses any more is taken away: grants that brokers hold for us and no
/// session uses (a driver died between the broker's answer and its record, or a broker could not be reached when one
/// was to be returned), and Jobs of debug steps that no session carries out (the API server could not be reached when
/// one was to be removed).
/// </summary>
internal sealed partial class LeftoverKeeper(
    IGrains grains, IViews views, IGate gate, TimeProvider time, ILogger<LeftoverKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    private readonly HashSet<string> troubles = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await TryAsync(SweepGrantsAsync, stoppingToken);
            await TryAsync(SweepDebugPodsAsync, stoppingToken);
            await Task.Delay(Between, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // What fails in the same way every minute is said once.
    private async Task TryAsync(Func<CancellationToken, Task> sweep, CancellationToken cancellationToken)
    {
        try
        {
            await sweep(cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            if (troubles.Add(failure.Message))
            {
                LogNotSwept(failure.Message);
            }
        }
    }

    private async Task SweepGrantsAsync(CancellationToken cancellationToken)
    {
        var inUse = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var row in views.AllAsync(
            new(SessionKind.GrantRow, States: [SessionKind.GrantTaken]), cancellationToken))
        {
            var state = await StateAsync(row, cancellationToken);
            inUse.UnionWith(state.Over ? [] : state.Grants.Values);
        }

        foreach (var swept in await gate.SweepGrantsAsync(inUse, cancellationToken))
        {
            LogSwept(swept);
        }
    }

    private async Task SweepDebugPodsAsync(CancellationToken cancellationToken)
    {
        foreach (var swept in await gate.SweepDebugPodsAsync(AbandonedAsync, cancellationToken))
        {
            LogRemoved(swept);
        }
    }

    // A plan that its session is still carrying out owns its Jobs; of a plan that this log does not know another KAOS
    // may.
    private async ValueTask<AbandonedPlan?> AbandonedAsync(string hashHead, CancellationToken cancellationToken)
    {
        await foreach (var row in views.AllAsync(new(SessionKind.GrantRow), cancellationToken))
        {
            if (row.Key.StartsWith(hashHead, StringComparison.Ordinal))
            {
                var state = await StateAsync(row, cancellationToken);
                return state.Plans.TryGetValue(row.Key, out var plan)
                    && (state.Over || state.Execution?.PlanHash != plan.Hash)
                        ? new AbandonedPlan(plan, new(state.IncidentId, state.Word))
                        : null;
            }
        }

        return null;
    }

    private async Task<SessionState> StateAsync(ViewRow row, CancellationToken cancellationToken) =>
        (await grains.StateAsync<SessionState>(SessionKind.IdOf(row.Group), cancellationToken)).State;

    [LoggerMessage(2011, LogLevel.Information, "The grant {Grant} belonged to no session and was returned")]
    private partial void LogSwept(string grant);

    [LoggerMessage(2012, LogLevel.Warning, "What was left over could not be taken away, trying again: {Why}")]
    private partial void LogNotSwept(string why);

    [LoggerMessage(2013, LogLevel.Information, "{Job} of a debug step was left over and is removed")]
    private partial void LogRemoved(string job);
}
