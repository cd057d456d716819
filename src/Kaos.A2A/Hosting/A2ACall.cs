using System.Diagnostics;
using Kaos.A2A.Json;
using Kaos.A2A.Server;
using Microsoft.AspNetCore.Http;

namespace Kaos.A2A.Hosting;

/// <summary>One HTTP request on its way through an operation.</summary>
internal sealed class A2ACall(HttpContext http, A2AEdge edge, WireFormat format, AgentCard card, A2ACallContext context)
{
    public HttpContext Http => http;

    public A2AEdge Edge => edge;

    public WireFormat Format => format;

    public AgentCard Card => card;

    public A2ACallContext Context => context;

    public IA2ARequestHandler Handler => edge.Handler;

    public CancellationToken Aborted => http.RequestAborted;

    /// <summary>Answers with a result.</summary>
    public async ValueTask ReplyAsync<T>(T result)
        where T : class
    {
        using var body = PooledBuffer.Rent();
        var json = body.Json;
        format.WriteResult(json, result);
        json.Flush();
        await SendAsync(http, StatusCodes.Status200OK, format, body);
    }

    /// <summary>Answers that it is done.</summary>
    public async ValueTask ReplyAsync()
    {
        using var body = PooledBuffer.Rent();
        var json = body.Json;
        format.WriteEmptyResult(json);
        json.Flush();
        await SendAsync(http, StatusCodes.Status200OK, format, body);
    }

    public static async ValueTask ReplyAsync(HttpContext http, WireFormat format, ErrorReply error)
    {
        if (error.Challenge is not null)
        {
            http.Response.Headers.WWWAuthenticate = error.Challenge;
        }

        using var body = PooledBuffer.Rent();
        var json = body.Json;
        format.WriteError(json, error);
        json.Flush();
        await SendAsync(http, format.HttpStatus(error), format, body);
    }

    public static string TraceId(HttpContext http) => Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;

    /// <summary>A whole body, with its length known.</summary>
    private static async ValueTask SendAsync(HttpContext http, int status, WireFormat format, PooledBuffer body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = format.ContentType;
        http.Response.ContentLength = body.Written.Length;
        await http.Response.BodyWriter.WriteAsync(body.Written);
    }
}
