using Kaos.A2A.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kaos.A2A.Hosting;

/// <summary>
/// What both bindings share: options, handler, clock, and the one place where failures become replies.
/// </summary>
internal sealed partial class A2AEdge(
    IOptions<A2AOptions> options,
    IA2ARequestHandler handler,
    TimeProvider clock,
    ILogger<A2AEdge> logger,
    IHostApplicationLifetime? lifetime = null)
{
    public A2AOptions Options { get; } = options.Value;

    public IA2ARequestHandler Handler => handler;

    public TimeProvider Clock => clock;

    /// <summary>Streams end when the server stops, or it would wait for them.</summary>
    public CancellationToken Stopping => lifetime?.ApplicationStopping ?? CancellationToken.None;

    public AgentCard Card(HttpContext http) =>
        Options.Card?.Invoke(http) ?? throw new InvalidOperationException("A2AOptions.Card is not set.");

    /// <summary>Runs a call; whatever it throws is answered in the given format, unless the client is gone.</summary>
    public async Task GuardAsync(HttpContext http, WireFormat format, Func<Task> run)
    {
        try
        {
            await run();
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            LogClientGone(http.Request.Path);
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested && !http.Response.HasStarted)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        catch (Exception failure) when (!http.Response.HasStarted)
        {
            var reply = Describe(http, failure);
            if (format.ErrorsStream)
            {
                await EventStream.SendErrorAsync(http, format, reply);
            }
            else
            {
                await A2ACall.SendAsync(
                    http, format.HttpStatus(reply), format, (writer, wire) => wire.WriteError(writer, reply));
            }
        }
    }

    /// <summary>The reply for a failure; unexpected ones are logged with the trace id that the caller gets.</summary>
    public ErrorReply Describe(HttpContext http, Exception failure)
    {
        var reply = ErrorReply.From(failure, A2ACall.TraceId(http));
        if (reply.TraceId is { } traceId)
        {
            LogUnexpected(failure, http.Request.Path, traceId);
        }

        return reply;
    }
}
