using System.Text;
using System.Text.Json;
using Kaos.A2A.Json;
using Microsoft.AspNetCore.Http;

namespace Kaos.A2A.Hosting;

/// <summary>
/// Server-sent events. Headers are sent with the first event, so that an early error is still a plain reply.
/// </summary>
internal static class EventStream
{
    public static async Task SendAsync(A2ACall call, Func<CancellationToken, IAsyncEnumerable<StreamItem>> open)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(call.Aborted, call.Edge.Stopping);
        await using var items = open(ended.Token).GetAsyncEnumerator(ended.Token);
        var pump = new EventPump(call, items, ended.Token);
        try
        {
            await pump.AwaitFirstAsync();
            Start(call.Http);
            await pump.RunAsync();
        }
        finally
        {
            await ended.CancelAsync();
            await pump.SettleAsync();
        }
    }

    public static async Task SendErrorAsync(HttpContext http, WireFormat format, ErrorReply error)
    {
        Start(http);
        using var buffer = new PooledBuffer();
        WriteFrame(buffer, eventId: null, writer => format.WriteError(writer, error));
        await http.Response.BodyWriter.WriteAsync(buffer.Written, http.RequestAborted);
    }

    private static void Start(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers["X-Accel-Buffering"] = "no";
    }

    public static void WriteFrame(PooledBuffer buffer, string? eventId, Action<Utf8JsonWriter> write)
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
