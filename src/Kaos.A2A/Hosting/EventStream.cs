using Microsoft.AspNetCore.Http;

namespace Kaos.A2A.Hosting;

/// <summary>Server-sent events, from the first to the reason for the last.</summary>
internal static class EventStream
{
    public static async Task SendAsync(A2ACall call, Func<CancellationToken, IAsyncEnumerable<StreamItem>> open)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(call.Aborted, call.Edge.Stopping);
        var pump = new EventPump(call.Http, call.Format, ended.Token);
        call.Edge.KeepAlives.Add(pump);
        try
        {
            await SendAllAsync(call, pump, open(ended.Token), ended.Token);
        }
        finally
        {
            call.Edge.KeepAlives.Remove(pump);
        }
    }

    public static ValueTask SendErrorAsync(HttpContext http, WireFormat format, ErrorReply error) =>
        new EventPump(http, format, http.RequestAborted).SendErrorAsync(error);

    private static async Task SendAllAsync(
        A2ACall call, EventPump pump, IAsyncEnumerable<StreamItem> items, CancellationToken ended)
    {
        try
        {
            await foreach (var item in items.WithCancellation(ended))
            {
                await pump.SendAsync(item);
            }

            await pump.CloseAsync();
            if (!pump.HasStarted)
            {
                throw new A2AException("The agent gave no event.", A2AErrorCode.InvalidAgentResponse);
            }
        }
        catch (Exception failure)
        {
            await pump.CloseAsync();
            if (!pump.HasStarted)
            {
                throw;
            }

            // Else the client left or the server stops: the stream just ends.
            if (!ended.IsCancellationRequested)
            {
                await pump.SendErrorAsync(call.Edge.Describe(call.Http, failure));
            }
        }
    }
}
