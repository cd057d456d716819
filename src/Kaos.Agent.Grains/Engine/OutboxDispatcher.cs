using System.Collections.Concurrent;
using Kaos.Agent.Grains.Log;
using Kaos.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kaos.Agent.Grains.Engine;

/// <summary>
/// Delivers what commits have left in the outbox: at least once, in order per target grain, targets side by side. A
/// grain that cannot take its message holds back only its own messages.
/// </summary>
internal sealed class OutboxDispatcher(
    IOutbox outbox,
    EmbeddedGrains grains,
    TimeProvider time,
    EngineOptions options,
    ILogger<OutboxDispatcher> logger) : BackgroundService
{
    private readonly BackOff<GrainId> backOff = new(time, options);
    private readonly BackOff<string> storage = new(time, options);
    private int limit = options.PageSize;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var added = outbox.WaitAsync(stoppingToken).AsTask();
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
                logger.OutboxFailed(exception, wait.Value);
            }

            if (wait == TimeSpan.Zero)
            {
                continue;
            }

            added = await Waiting.ForAsync(added, wait, () => outbox.WaitAsync(stoppingToken), time, stoppingToken);
        }
    }

    /// <summary>One page. The time until the next round is worth it; zero: at once; null: when something is added.</summary>
    private async Task<TimeSpan?> RoundAsync(CancellationToken cancellationToken)
    {
        var pending = await outbox.PendingAsync(limit, cancellationToken);
        var targets = pending
            .GroupBy(static message => new GrainId(message.Kind, message.Key))
            .Where(group => !backOff.Blocks(group.Key))
            .ToList();
        if (targets.Count == 0)
        {
            // Everything read waits for its target; what comes behind it must not wait too.
            var more = pending.Count == limit;
            limit = more ? limit * 2 : options.PageSize;
            return more ? TimeSpan.Zero : backOff.Shortest();
        }

        var failed = new ConcurrentBag<(OutboxMessage Message, Exception Exception)>();
        var delivered = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            targets,
            new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellationToken },
            async (target, token) =>
            {
                if (await DeliverAsync(target, delivered, token) is { } failure)
                {
                    failed.Add(failure);
                }
            });

        Settle(targets, [.. failed]);
        await outbox.RemoveAsync([.. delivered], cancellationToken);
        return TimeSpan.Zero;
    }

    private async ValueTask<(OutboxMessage Message, Exception Exception)?> DeliverAsync(
        IEnumerable<OutboxMessage> messages, ConcurrentBag<string> delivered, CancellationToken cancellationToken)
    {
        foreach (var message in messages)
        {
            try
            {
                var answer = await grains.DeliverAsync(message, cancellationToken);
                if (answer.Refusal is { Code: ProblemCode.Unavailable } unavailable)
                {
                    return (message, new InvalidOperationException(unavailable.Message));
                }

                if (answer.Refusal is { } refusal)
                {
                    logger.MessageRefused(message.Id, message.Kind, message.Key, refusal.Code, refusal.Message);
                }

                delivered.Add(message.Id);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                return (message, exception);
            }
        }

        return null;
    }

    private void Settle(
        IEnumerable<IGrouping<GrainId, OutboxMessage>> targets, IReadOnlyList<(OutboxMessage Message, Exception Exception)> failed)
    {
        foreach (var target in targets)
        {
            backOff.Succeeded(target.Key);
        }

        foreach (var (message, exception) in failed)
        {
            var wait = backOff.Failed(new GrainId(message.Kind, message.Key));
            logger.DeliveryFailed(exception, message.Id, message.Kind, message.Key, wait);
        }
    }
}
