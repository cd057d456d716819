using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Kaos.Agent.Grains.Desk;
using Kaos.Contracts;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.Rest;

/// <summary>
/// A session's events as server-sent events: <c>id</c> is the number of the event, <c>event</c> its type. A comment in
/// every silence keeps proxies from closing. Ends after the session's last event, or when the service stops.
/// </summary>
internal sealed class EventStream(IOptions<RestOptions> options, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    private static readonly byte[] KeepAlive = ": keep-alive\n\n"u8.ToArray();

    private static readonly FrozenDictionary<Type, string> TypeNames =
        (KaosJson.Default.SessionEvent.PolymorphismOptions?.DerivedTypes ?? [])
            .ToFrozenDictionary(
                static derived => derived.DerivedType, static derived => (string)(derived.TypeDiscriminator ?? ""));

    public IResult Of(IDesk desk, string sessionId, long fromSeq) => new Reply(this, desk, sessionId, fromSeq);

    private async Task SendAsync(HttpContext http, IDesk desk, string sessionId, long fromSeq)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(
            http.RequestAborted, lifetime.ApplicationStopping);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            await http.Response.StartAsync(ended.Token);
            await http.Response.Body.FlushAsync(ended.Token);
            await PumpAsync(http, desk.TailAsync(sessionId, fromSeq, ended.Token), ended);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client left or the service stops: the stream just ends.
        }
    }

    private async Task PumpAsync(
        HttpContext http, IAsyncEnumerable<NumberedEvent> events, CancellationTokenSource ended)
    {
        var cancellationToken = ended.Token;
        using var timer = new PeriodicTimer(options.Value.KeepAlive, clock);
        var tick = timer.WaitForNextTickAsync(cancellationToken).AsTask();
        await using var tail = events.GetAsyncEnumerator(cancellationToken);
        var frame = new ArrayBufferWriter<byte>(1024);
        while (true)
        {
            var next = tail.MoveNextAsync().AsTask();
            try
            {
                while (await Task.WhenAny(next, tick) != next)
                {
                    await tick;
                    await http.Response.Body.WriteAsync(KeepAlive, cancellationToken);
                    await http.Response.Body.FlushAsync(cancellationToken);
                    tick = timer.WaitForNextTickAsync(cancellationToken).AsTask();
                }
            }
            catch
            {
                // A tail that is still being asked cannot be disposed of: its end comes first.
                await ended.CancelAsync();
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }

            if (!await next)
            {
                return;
            }

            frame.ResetWrittenCount();
            Write(frame, tail.Current);
            await http.Response.Body.WriteAsync(frame.WrittenMemory, cancellationToken);
            await http.Response.Body.FlushAsync(cancellationToken);
        }
    }

    private static void Write(ArrayBufferWriter<byte> frame, NumberedEvent numbered)
    {
        Encoding.UTF8.GetBytes($"id: {numbered.Seq}\nevent: {TypeNames[numbered.Event.GetType()]}\ndata: ", frame);
        using (var writer = new Utf8JsonWriter(frame))
        {
            JsonSerializer.Serialize(
                writer, new EventItem(numbered.Seq, numbered.At, numbered.Event), RestJson.Default.EventItem);
        }

        frame.Write("\n\n"u8);
    }

    private sealed class Reply(EventStream stream, IDesk desk, string sessionId, long fromSeq) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => stream.SendAsync(httpContext, desk, sessionId, fromSeq);
    }
}
