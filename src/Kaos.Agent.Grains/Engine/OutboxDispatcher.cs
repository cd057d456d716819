using System.Collections.Concurrent;
using Kaos.Agent.Grains.Log;
using Kaos.Contracts;
using Microsoft.Extensions.Logging;

namespace Kaos.Agent.Grains.Engine;

/// <summary>
/// Delivers what commits have left in the outbox: at least once, in order per target grain, targets side by side. A
/// grain that is slow, or cannot take its message, holds back only its own messages.
/// </summary>
internal sealed class OutboxDispatcher(
    IOutbox outbox,
    EmbeddedGrains grains,
    TimeProvider time,
    EngineOptions options,
    ILogger<OutboxDispatcher> logger) : Rounds(time, options)
{
    private readonly BackOff<GrainId> backOff = new(time, options);
    private readonly Dictionary<GrainId, Target> targets = [];
    private readonly List<string> delivered = [];
    private readonly ConcurrentQueue<Delivery> ended = new();
    private readonly Pulse news = new();
    private Task? listening;
    private Task<int>? removing;
    private long read;
    private int busy;

    protected override ValueTask NewsAsync(CancellationToken cancellationToken)
    {
        listening ??= ListenAsync(cancellationToken);
        return news.WaitAsync(cancellationToken);
    }

    protected override void Failed(Exception exception, TimeSpan wait) => logger.OutboxFailed(exception, wait);

    protected override async Task<TimeSpan?> RoundAsync(CancellationToken cancellationToken)
    {
        Settle();
        await RemoveAsync(cancellationToken);
        var more = await ReadAsync(cancellationToken);
        foreach (var (id, target) in targets)
        {
            if (busy < Options.Parallelism && !target.Busy && !backOff.Blocks(id))
            {
                (target.Busy, busy) = (true, busy + 1);
                var messages = target.Take();
                _ = Task.Run(() => DeliverAsync(id, messages, cancellationToken), CancellationToken.None);
            }
        }

        return more && busy < Options.Parallelism ? TimeSpan.Zero : backOff.Shortest();
    }

    /// <summary>
    /// True: there may be more. Not read while there is enough to do; what waits for its target is not in the way.
    /// </summary>
    private async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (targets.Count(target => !backOff.Blocks(target.Key)) >= Options.PageSize)
        {
            return false;
        }

        var page = await outbox.PendingAsync(read, Options.PageSize, cancellationToken);
        foreach (var (place, message) in page)
        {
            read = place;
            var to = new GrainId(message.Kind, message.Key);
            if (!targets.TryGetValue(to, out var target))
            {
                targets[to] = target = new Target();
            }

            target.Add(message);
        }

        return page.Count == Options.PageSize;
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await outbox.WaitAsync(cancellationToken);
            news.Set();
        }
    }

    private void Settle()
    {
        while (ended.TryDequeue(out var delivery))
        {
            var target = targets[delivery.To];
            (target.Busy, busy) = (false, busy - 1);
            delivered.AddRange(delivery.Done);
            if (delivery.Failure is { } failure)
            {
                target.PutBack(delivery.Left);
                logger.DeliveryFailed(
                    failure, delivery.Left[0].Id, delivery.To.Kind, delivery.To.Key, backOff.Failed(delivery.To));
                continue;
            }

            backOff.Succeeded(delivery.To);
            if (target.IsEmpty)
            {
                targets.Remove(delivery.To);
            }
        }
    }

    // Side by side with deliveries. What cannot be removed stays in the list, and is recognised where it is delivered
    // again.
    private async ValueTask RemoveAsync(CancellationToken cancellationToken)
    {
        if (removing is { IsCompleted: false })
        {
            return;
        }

        if (removing is { } removal)
        {
            removing = null;
            delivered.RemoveRange(0, await removal);
        }

        if (delivered.Count > 0)
        {
            removing = RemoveAsync([.. delivered], cancellationToken);
        }
    }

    private async Task<int> RemoveAsync(string[] ids, CancellationToken cancellationToken)
    {
        try
        {
            await outbox.RemoveAsync(ids, cancellationToken);
            return ids.Length;
        }
        finally
        {
            news.Set();
        }
    }

    private async Task DeliverAsync(GrainId to, OutboxMessage[] messages, CancellationToken cancellationToken)
    {
        var done = 0;
        Exception? failure = null;
        while (done < messages.Length && (failure = await TryAsync(messages[done], cancellationToken)) is null)
        {
            done++;
        }

        ended.Enqueue(
            new Delivery(to, [.. messages.Take(done).Select(static message => message.Id)], failure, messages[done..]));
        news.Set();
    }

    private async ValueTask<Exception?> TryAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await grains.DeliverAsync(message, cancellationToken);
            if (answer.Refusal is { Code: ProblemCode.Unavailable } unavailable)
            {
                return new InvalidOperationException(unavailable.Message);
            }

            if (answer.Refusal is { } refusal)
            {
                logger.MessageRefused(message.Id, message.Kind, message.Key, refusal.Code, refusal.Message);
            }

            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private sealed record Delivery(GrainId To, IReadOnlyList<string> Done, Exception? Failure, OutboxMessage[] Left);

    /// <summary>What waits for one grain, oldest first; a delivery takes all of it.</summary>
    private sealed class Target
    {
        private readonly List<OutboxMessage> waiting = [];

        public bool Busy { get; set; }

        public bool IsEmpty => waiting.Count == 0;

        public void Add(OutboxMessage message) => waiting.Add(message);

        public void PutBack(OutboxMessage[] older) => waiting.InsertRange(0, older);

        public OutboxMessage[] Take()
        {
            OutboxMessage[] all = [.. waiting];
            waiting.Clear();
            return all;
        }
    }
}
