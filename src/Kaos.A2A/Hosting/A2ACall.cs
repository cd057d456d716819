using System.Diagnostics;
using System.Text.Json;
using Kaos.A2A.Json;
using Kaos.A2A.Server;
using Microsoft.AspNetCore.Http;

namespace Kaos.A2A.Hosting;

/// <summary>One HTTP request on its way through an operation.</summary>
internal sealed record A2ACall(HttpContext Http, A2AEdge Edge, WireFormat Format, AgentCard Card, A2ACallContext Context)
{
    public IA2ARequestHandler Handler => Edge.Handler;

    public CancellationToken Aborted => Http.RequestAborted;

    public Task ReplyAsync(Action<Utf8JsonWriter, WireFormat> write) =>
        SendAsync(Http, StatusCodes.Status200OK, Format, write);

    public static string TraceId(HttpContext http) => Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;

    /// <summary>Writes a whole JSON body, with its length known.</summary>
    public static async Task SendAsync(
        HttpContext http, int status, WireFormat format, Action<Utf8JsonWriter, WireFormat> write)
    {
        using var buffer = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(buffer, A2AJson.WriterOptions))
        {
            write(writer, format);
        }

        http.Response.StatusCode = status;
        http.Response.ContentType = format.ContentType;
        http.Response.ContentLength = buffer.Written.Length;
        await http.Response.BodyWriter.WriteAsync(buffer.Written, http.RequestAborted);
    }
}
