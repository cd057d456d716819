using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kaos.Agent.Grains.Driving;

/// <summary>
/// What brokers hold for us and no session uses is given back, at start-up and every minute: a driver that died between
/// the broker's answer and its record left it, or a broker could not be reached when it was to be returned.
/// </summary>
internal sealed partial class GrantKeeper(
    IGrains grains, IViews views, IGate gate, TimeProvider time, ILogger<GrantKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotReturned(failure.Message);
            }

            await Task.Delay(Between, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var inUse = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var row in views.AllAsync(
            new(SessionKind.GrantRow, States: [SessionKind.GrantTaken]), cancellationToken))
        {
            var state = (await grains.StateAsync<SessionState>(SessionKind.IdOf(row.Group), cancellationToken)).State;
            inUse.UnionWith(state.Over ? [] : state.Grants.Values);
        }

        foreach (var swept in await gate.SweepGrantsAsync(inUse, cancellationToken))
        {
            LogSwept(swept);
        }
    }

    [LoggerMessage(2011, LogLevel.Information, "The grant {Grant} belonged to no session and was returned")]
    private partial void LogSwept(string grant);

    [LoggerMessage(2012, LogLevel.Warning, "Grants could not be returned, trying again: {Why}")]
    private partial void LogNotReturned(string why);
}
