using Microsoft.Extensions.Hosting;

namespace Kaos.Agent.Grains.Engine;

/// <summary>
/// A loop over a table of what is to be done: round after round while there is something, then until there is news.
/// </summary>
internal abstract class Rounds(TimeProvider time, EngineOptions options) : BackgroundService
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly BackOff<string> storage = new(time, options);

    protected TimeProvider Time => time;

    protected EngineOptions Options => options;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Kept over the rounds, so that no news is lost.
        var news = NewsAsync(stoppingToken).AsTask();
        while (!stoppingToken.IsCancellationRequested)
        {
            TimeSpan? wait;
            try
            {
                wait = await RoundAsync(stoppingToken);
                storage.Succeeded("");
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                wait = storage.Failed("");
                Failed(exception, wait.Value);
            }

            if (wait != TimeSpan.Zero)
            {
                await PauseAsync(news, wait, stoppingToken);
                news = news.IsCompleted ? NewsAsync(stoppingToken).AsTask() : news;
            }
        }
    }

    /// <summary>One page. The time until the next round is worth it; zero: at once; null: when there is news.</summary>
    protected abstract Task<TimeSpan?> RoundAsync(CancellationToken cancellationToken);

    /// <summary>Completes when something has been added since the last call.</summary>
    protected abstract ValueTask NewsAsync(CancellationToken cancellationToken);

    /// <summary>The table could not be read or written; the next try is after <paramref name="wait"/>.</summary>
    protected abstract void Failed(Exception exception, TimeSpan wait);

    private async Task PauseAsync(Task news, TimeSpan? wait, CancellationToken cancellationToken)
    {
        using var cancelDelay = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var delay = Task.Delay(wait is { } some && some < Longest ? some : Longest, time, cancelDelay.Token);
        await Task.WhenAny(news, delay);
        await cancelDelay.CancelAsync();
    }
}
