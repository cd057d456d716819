using System.Runtime.ExceptionServices;
using Kaos.A2A.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kaos.A2A.Hosting;

/// <summary>
/// What both bindings share: options, handler, keep-alives, and the one place where failures become replies.
/// </summary>
internal sealed partial class A2AEdge(
    IOptions<A2AOptions> options,
    IA2ARequestHandler handler,
    KeepAlives keepAlives,
    ILogger<A2AEdge> logger,
    IHostApplicationLifetime? lifetime = null)
{
    public A2AOptions Options { get; } = options.Value;

    public IA2ARequestHandler Handler => handler;

    public KeepAlives KeepAlives => keepAlives;

    /// <summary>Streams end when the server stops, or it would wait for them.</summary>
    public CancellationToken Stopping => lifetime?.ApplicationStopping ?? CancellationToken.None;

    public AgentCard Card(HttpContext http) =>
        Options.Card?.Invoke(http) ?? throw new InvalidOperationException("A2AOptions.Card is not set.");

    /// <summary>
    /// Answers a call that failed, in the given format, unless the client is gone or has half an answer.
    /// </summary>
    public async Task AnswerAsync(HttpContext http, WireFormat format, Exception failure)
    {
        if (http.RequestAborted.IsCancellationRequested)
        {
            LogClientGone(http.Request.Path);
        }
        else if (http.Response.HasStarted)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
        else if (failure is OperationCanceledException && Stopping.IsCancellationRequested)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        else if (format.ErrorsStream)
        {
            await EventStream.SendErrorAsync(http, format, Describe(http, failure));
        }
        else
        {
            await A2ACall.ReplyAsync(http, format, Describe(http, failure));
        }
    }

    /// <summary>The reply for a failure; unexpected ones are logged with the trace id that the caller gets.</summary>
    public ErrorReply Describe(HttpContext http, Exception failure)
    {
        var reply = ErrorReply.From(failure, Card(http), A2ACall.TraceId(http));
        if (reply.TraceId is { } traceId)
        {
            LogUnexpected(failure, http.Request.Path, traceId);
        }

        return reply;
    }
}
