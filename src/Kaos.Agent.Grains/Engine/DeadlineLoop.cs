using System.Collections.Concurrent;
using Kaos.Agent.Grains.Log;
using Kaos.Contracts;
using Microsoft.Extensions.Logging;

namespace Kaos.Agent.Grains.Engine;

/// <summary>Wakes grains whose deadlines are due, also those that fell due while KAOS was not running.</summary>
internal sealed class DeadlineLoop(
    IDeadlines deadlines,
    EmbeddedGrains grains,
    TimeProvider time,
    EngineOptions options,
    ILogger<DeadlineLoop> logger) : Rounds(time, options)
{
    private readonly BackOff<Deadline> backOff = new(time, options);
    private int limit = options.PageSize;

    protected override ValueTask NewsAsync(CancellationToken cancellationToken) =>
        deadlines.WaitAsync(cancellationToken);

    protected override void Failed(Exception exception, TimeSpan wait) => logger.DeadlinesFailed(exception, wait);

    protected override async Task<TimeSpan?> RoundAsync(CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        var due = await deadlines.DueAsync(now, limit, cancellationToken);
        Deadline[] open = [.. due.Where(deadline => !backOff.Blocks(deadline))];
        if (open.Length > 0)
        {
            await WakeAsync(open, cancellationToken);
            return TimeSpan.Zero;
        }

        if (due.Count == limit)
        {
            limit *= 2;
            return TimeSpan.Zero;
        }

        limit = Options.PageSize;
        if (due.Count > 0)
        {
            // The next due time is hidden behind those that wait for another try: look again with them.
            return backOff.Shortest() is { } wait && wait < TimeSpan.FromSeconds(1) && wait > TimeSpan.Zero
                ? wait
                : TimeSpan.FromSeconds(1);
        }

        var next = await deadlines.NextAsync(cancellationToken) - now;
        return next is { } early && early <= TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : next;
    }

    private async Task WakeAsync(Deadline[] open, CancellationToken cancellationToken)
    {
        var failed = new ConcurrentBag<(Deadline Deadline, Exception Exception)>();
        await Parallel.ForEachAsync(
            open,
            new ParallelOptions { MaxDegreeOfParallelism = Options.Parallelism, CancellationToken = cancellationToken },
            async (deadline, token) =>
            {
                try
                {
                    var answer = await grains.WakeAsync(deadline, token);
                    if (answer.Refusal is { Code: ProblemCode.Unavailable } unavailable)
                    {
                        failed.Add((deadline, new InvalidOperationException(unavailable.Message)));
                    }
                    else if (answer.Refusal is { } refusal)
                    {
                        logger.WakeRefused(deadline.Kind, deadline.Key, deadline.Name, refusal.Code, refusal.Message);
                    }
                }
                catch (Exception exception) when (!token.IsCancellationRequested)
                {
                    failed.Add((deadline, exception));
                }
            });

        foreach (var deadline in open)
        {
            if (failed.FirstOrDefault(failure => failure.Deadline == deadline) is { Exception: { } exception })
            {
                logger.WakeFailed(exception, deadline.Kind, deadline.Key, deadline.Name, backOff.Failed(deadline));
            }
            else
            {
                backOff.Succeeded(deadline);
            }
        }
    }
}
