namespace Kaos.Agent.Grains.Engine;

/// <summary>The pause of a loop: until something is new or a time has passed.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <param name="news">Completes when something is new; kept over the loop's rounds, so that none is lost.</param>
    /// <param name="wait">Null: until something is new.</param>
    /// <param name="again">Makes the next <paramref name="news"/> when this one has been used up.</param>
    public static async Task<Task> ForAsync(
        Task news, TimeSpan? wait, Func<ValueTask> again, TimeProvider time, CancellationToken cancellationToken)
    {
        using (var cancelDelay = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            var delay = Task.Delay(wait is { } some && some < Longest ? some : Longest, time, cancelDelay.Token);
            await Task.WhenAny(news, delay);
            await cancelDelay.CancelAsync();
        }

        return news.IsCompleted ? again().AsTask() : news;
    }
}
