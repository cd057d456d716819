using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.Broker;

/// <summary>Takes back expired and orphaned grants, at the start and from time to time.</summary>
internal sealed partial class SweepLoop(
    GrantBook book, IOptions<BrokerOptions> options, TimeProvider time, ILogger<SweepLoop> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Sweep, time);
        do
        {
            try
            {
                if (await book.SweepAsync(stoppingToken) is { Count: > 0 } swept)
                {
                    LogSwept(string.Join(", ", swept));
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(failure.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(3201, LogLevel.Information,
        "Grants that had expired or lost their Secret were taken back: {Grants}")]
    private partial void LogSwept(string grants);

    [LoggerMessage(3202, LogLevel.Warning, "Grants could not be swept, trying again: {Why}")]
    private partial void LogFailed(string why);
}
