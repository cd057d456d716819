using System.Text;
using System.Text.Json;
using Kaos.A2A.Json;
using Microsoft.AspNetCore.Http;

namespace Kaos.A2A.Hosting;

/// <summary>Server-sent events. Headers are sent with the first event, so that an early error is still a plain reply.</summary>
internal static class EventStream
{
    private static readonly byte[] KeepAliveComment = ": keep-alive\n\n"u8.ToArray();

    public static async Task SendAsync(A2ACall call, Func<CancellationToken, IAsyncEnumerable<StreamItem>> open)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(call.Aborted, call.Edge.Stopping);
        await using var items = open(ended.Token).GetAsyncEnumerator(ended.Token);
        if (!await items.MoveNextAsync())
        {
            throw new A2AException("The agent gave no event.", A2AErrorCode.InvalidAgentResponse);
        }

        Start(call.Http);
        using var buffer = new PooledBuffer();
        try
        {
            await PumpAsync(call, items, buffer, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client left or the server stops; the stream just ends.
        }
        catch (Exception failure)
        {
            var reply = call.Edge.Describe(call.Http, failure);
            WriteFrame(buffer, eventId: null, writer => call.Format.WriteError(writer, reply));
            await call.Http.Response.BodyWriter.WriteAsync(buffer.Written, call.Aborted);
        }
    }

    public static async Task SendErrorAsync(HttpContext http, WireFormat format, ErrorReply error)
    {
        Start(http);
        using var buffer = new PooledBuffer();
        WriteFrame(buffer, eventId: null, writer => format.WriteError(writer, error));
        await http.Response.BodyWriter.WriteAsync(buffer.Written, http.RequestAborted);
    }

    private static async Task PumpAsync(
        A2ACall call, IAsyncEnumerator<StreamItem> items, PooledBuffer buffer, CancellationToken cancellationToken)
    {
        var body = call.Http.Response.BodyWriter;
        using var timer = new PeriodicTimer(call.Edge.Options.KeepAlive, call.Edge.Clock);
        Task<bool>? tick = null;
        while (true)
        {
            var item = items.Current;
            WriteFrame(buffer, item.EventId, writer => call.Format.WriteEvent(writer, item.Response));
            await body.WriteAsync(buffer.Written, cancellationToken);

            var next = items.MoveNextAsync();
            if (!next.IsCompleted)
            {
                var pending = next.AsTask();
                tick ??= timer.WaitForNextTickAsync(cancellationToken).AsTask();
                while (await Task.WhenAny(pending, tick) == tick)
                {
                    await tick;
                    await body.WriteAsync(KeepAliveComment, cancellationToken);
                    tick = timer.WaitForNextTickAsync(cancellationToken).AsTask();
                }

                if (!await pending)
                {
                    return;
                }
            }
            else if (!await next)
            {
                return;
            }
        }
    }

    private static void Start(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers["X-Accel-Buffering"] = "no";
    }

    private static void WriteFrame(PooledBuffer buffer, string? eventId, Action<Utf8JsonWriter> write)
    {
        buffer.Clear();
        if (eventId is not null && eventId.AsSpan().IndexOfAny('\r', '\n', '\0') < 0)
        {
            buffer.Write("id: "u8);
            buffer.Write(Encoding.UTF8.GetBytes(eventId));
            buffer.Write("\n"u8);
        }

        buffer.Write("data: "u8);
        using (var writer = new Utf8JsonWriter(buffer, A2AJson.WriterOptions))
        {
            write(writer);
        }

        buffer.Write("\n\n"u8);
    }
}
