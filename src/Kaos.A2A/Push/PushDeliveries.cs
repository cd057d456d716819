using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Kaos.A2A.Push;

/// <summary>
/// Delivers the events of tasks to their webhooks, in order per webhook, from memory: what is not delivered when the
/// process
/// ends is lost. A service that must not lose them keeps its own outbox and uses the sender.
/// </summary>
internal sealed partial class PushDeliveries(
    PushNotificationSender sender, TimeProvider clock, ILogger logger) : IDisposable
{
    private const int Capacity = 256;
    private const int Attempts = 4;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource stopping = new();
    private readonly Lock sync = new();
    private readonly Dictionary<(string Task, string? Config), Channel<StreamResponse>> queues = [];

    public void Enqueue(string taskId, TaskPushNotificationConfig config, string version, StreamResponse response)
    {
        lock (sync)
        {
            var key = (taskId, config.Id);
            if (!queues.TryGetValue(key, out var queue))
            {
                queue = Channel.CreateBounded<StreamResponse>(
                    new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
                queues.Add(key, queue);
                _ = Task.Run(() => DrainAsync(key, queue, config, version), CancellationToken.None);
            }

            queue.Writer.TryWrite(response);
        }
    }

    public void Dispose()
    {
        stopping.Cancel();
        stopping.Dispose();
    }

    /// <summary>Works until its queue is empty; the next event starts it again.</summary>
    private async Task DrainAsync(
        (string Task, string? Config) key, Channel<StreamResponse> queue, TaskPushNotificationConfig config,
        string version)
    {
        var cancellationToken = stopping.Token;
        try
        {
            while (true)
            {
                StreamResponse? response;
                lock (sync)
                {
                    if (!queue.Reader.TryRead(out response))
                    {
                        queues.Remove(key);
                        return;
                    }
                }

                await DeliverAsync(key.Task, config, version, response, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The server stops.
        }
        catch (Exception failure)
        {
            LogBroken(failure, key.Task);
            lock (sync)
            {
                queues.Remove(key);
            }
        }
    }

    private async Task DeliverAsync(
        string taskId,
        TaskPushNotificationConfig config,
        string version,
        StreamResponse response,
        CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            var result = await sender.SendAsync(config, response, version, cancellationToken);
            if (result.Outcome is PushOutcome.Delivered)
            {
                return;
            }

            if (result.Outcome is PushOutcome.Refused || attempt == Attempts)
            {
                LogGivenUp(taskId, attempt, result.Detail);
                return;
            }

            await Task.Delay(pause, clock, cancellationToken);
            pause *= 2;
        }
    }
}
