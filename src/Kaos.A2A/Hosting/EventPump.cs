using System.Buffers;
using System.Text;
using Kaos.A2A.Json;
using Microsoft.AspNetCore.Http;

namespace Kaos.A2A.Hosting;

/// <summary>
/// Writes one stream to its client: events, comments in silences, at last perhaps an error; one at a time. Headers are
/// sent with the first of them, so that an early error is still a plain reply.
/// </summary>
internal sealed class EventPump(HttpContext http, WireFormat format, CancellationToken ended)
{
    private readonly SemaphoreSlim writing = new(1, 1);
    private bool wasSilent;
    private bool isClosed;

    public bool HasStarted { get; private set; }

    public async ValueTask SendAsync(StreamItem item)
    {
        await writing.WaitAsync(ended);
        try
        {
            using (var frame = PooledBuffer.Rent())
            {
                WriteId(frame, item.EventId);
                frame.Write("data: "u8);
                var json = frame.Json;
                format.WriteEvent(json, item);
                json.Flush();
                Put(frame);
            }

            await http.Response.BodyWriter.FlushAsync(ended);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Sends a comment, if nothing was sent since the last beat and nobody is sending.</summary>
    public async ValueTask BeatAsync()
    {
        if (!wasSilent || !writing.Wait(0, CancellationToken.None))
        {
            wasSilent = true;
            return;
        }

        try
        {
            if (!isClosed)
            {
                Start();
                wasSilent = false;
                http.Response.BodyWriter.Write(": keep-alive\n\n"u8);
                await http.Response.BodyWriter.FlushAsync(ended);
            }
        }
        catch (OperationCanceledException)
        {
            // The stream has ended in the meantime.
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Nothing is sent any more, comments neither.</summary>
    public async ValueTask CloseAsync()
    {
        await writing.WaitAsync(CancellationToken.None);
        isClosed = true;
        writing.Release();
    }

    /// <summary>
    /// Sends an error as the last event. Only after <see cref="CloseAsync"/>, or when nobody else sends.
    /// </summary>
    public async ValueTask SendErrorAsync(ErrorReply error)
    {
        using var frame = PooledBuffer.Rent();
        frame.Write("data: "u8);
        var json = frame.Json;
        format.WriteError(json, error);
        json.Flush();
        Put(frame);
        await http.Response.BodyWriter.FlushAsync(ended);
    }

    private static void WriteId(PooledBuffer frame, string? eventId)
    {
        if (eventId is not null && eventId.AsSpan().IndexOfAny('\r', '\n', '\0') < 0)
        {
            frame.Write("id: "u8);
            Encoding.UTF8.GetBytes(eventId, frame);
            frame.Write("\n"u8);
        }
    }

    private void Put(PooledBuffer frame)
    {
        frame.Write("\n\n"u8);
        Start();
        http.Response.BodyWriter.Write(frame.WrittenSpan);
        wasSilent = false;
    }

    private void Start()
    {
        if (HasStarted)
        {
            return;
        }

        HasStarted = true;
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers["X-Accel-Buffering"] = "no";
    }
}
