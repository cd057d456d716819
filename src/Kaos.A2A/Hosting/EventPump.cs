using Kaos.A2A.Json;

namespace Kaos.A2A.Hosting;

/// <summary>Moves the events of one stream to its client, and fills silences with comments.</summary>
internal sealed class EventPump(A2ACall call, IAsyncEnumerator<StreamItem> items, CancellationToken cancellationToken)
{
    private static readonly byte[] KeepAliveComment = ": keep-alive\n\n"u8.ToArray();

    private Task<bool> next = items.MoveNextAsync().AsTask();

    /// <summary>
    /// Returns when the first event is there, and throws what it failed with; or after a long silence, so that the
    /// headers
    /// are sent and proxies keep the connection.
    /// </summary>
    public async Task AwaitFirstAsync()
    {
        if (!next.IsCompleted)
        {
            await Task.WhenAny(next, Task.Delay(call.Edge.Options.KeepAlive, call.Edge.Clock, cancellationToken));
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (next.IsCompleted && !await next)
        {
            throw new A2AException("The agent gave no event.", A2AErrorCode.InvalidAgentResponse);
        }
    }

    /// <summary>Sends all events; a failure becomes the last of them.</summary>
    public async Task RunAsync()
    {
        using var buffer = new PooledBuffer();
        try
        {
            await SendAllAsync(buffer);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The client left or the server stops; the stream just ends.
        }
        catch (Exception failure)
        {
            var reply = call.Edge.Describe(call.Http, failure);
            EventStream.WriteFrame(buffer, eventId: null, writer => call.Format.WriteError(writer, reply));
            await call.Http.Response.BodyWriter.WriteAsync(buffer.Written, call.Aborted);
        }
    }

    /// <summary>Waits until the enumerator stands still: it must not be disposed while it moves.</summary>
    public async Task SettleAsync() =>
        await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    private async Task SendAllAsync(PooledBuffer buffer)
    {
        var body = call.Http.Response.BodyWriter;
        using var timer = new PeriodicTimer(call.Edge.Options.KeepAlive, call.Edge.Clock);
        Task<bool>? tick = null;
        if (!next.IsCompleted)
        {
            await body.WriteAsync(KeepAliveComment, cancellationToken);
        }

        while (true)
        {
            while (!next.IsCompleted)
            {
                tick ??= timer.WaitForNextTickAsync(cancellationToken).AsTask();
                if (await Task.WhenAny(next, tick) == tick)
                {
                    await tick;
                    tick = null;
                    await body.WriteAsync(KeepAliveComment, cancellationToken);
                }
            }

            if (!await next)
            {
                return;
            }

            var item = items.Current;
            EventStream.WriteFrame(buffer, item.EventId, writer => call.Format.WriteEvent(writer, item.Response));
            await body.WriteAsync(buffer.Written, cancellationToken);
            next = items.MoveNextAsync().AsTask();
        }
    }
}
