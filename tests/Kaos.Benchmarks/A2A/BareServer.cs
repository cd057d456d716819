using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kaos.Benchmarks.A2A;

/// <summary>
/// What the machine can do at most: the request read into the library's types by source-generated code, and always the
/// same bytes of a finished task as the answer.
/// </summary>
internal static class BareServer
{
    private static readonly byte[] Answer = Encoding.UTF8.GetBytes("""
        {"jsonrpc":"2.0","id":1,"result":{"task":{"id":"0123456789abcdef0123456789abcdef","contextId":"0123456789abcdef0123456789abcdef","status":{"state":"TASK_STATE_COMPLETED","timestamp":"2026-01-01T00:00:00.000Z"},"artifacts":[{"artifactId":"0123456789abcdef0123456789abcdef","name":"Result","parts":[{"text":"Stream hello from TCK"}]}],"history":[{"messageId":"tck-stream-001-1-1","contextId":"0123456789abcdef0123456789abcdef","taskId":"0123456789abcdef0123456789abcdef","role":"ROLE_USER","parts":[{"text":"hello"}]}]}}}
        """);

    public static async Task<int> RunAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        app.MapPost("/", (RequestDelegate)(static async http =>
        {
            var call = await JsonSerializer.DeserializeAsync(http.Request.BodyReader, BareJsonContext.Default.BareCall);
            if (call?.Params.Message.Parts is not [{ Text: not null }])
            {
                http.Response.StatusCode = StatusCodes.Status400BadRequest;
                return;
            }

            http.Response.ContentType = "application/json";
            http.Response.ContentLength = Answer.Length;
            await http.Response.BodyWriter.WriteAsync(Answer);
        }));
        await app.RunAsync();
        return 0;
    }
}
