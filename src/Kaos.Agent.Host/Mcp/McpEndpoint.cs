using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kaos.Agent.Host.Auth;
using Kaos.Agent.Host.Problems;
using Kaos.Contracts;
using Microsoft.Extensions.Primitives;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Kaos.Agent.Host.Mcp;

/// <summary>
/// One POST, one JSON-RPC message, answered by a server of its own that knows its caller: whatever a client remembers,
/// who it is was settled by this request's credentials.
/// </summary>
internal sealed class McpEndpoint(McpTools tools, ILoggerFactory loggers, IServiceProvider services)
{
    private static readonly JsonTypeInfo<JsonRpcMessage> MessageJson =
        (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    private static readonly string Version = typeof(McpEndpoint).Assembly.GetName().Version?.ToString(3) ?? "0";

    public async Task AnswerAsync(HttpContext http)
    {
        var asked = http.Request.Headers.Accept;
        if (!Accepts(asked, "application/json") || !Accepts(asked, "text/event-stream"))
        {
            await ProblemReply.OfStatus(
                406, "Not acceptable", "An MCP client accepts both application/json and text/event-stream.", "invalid",
                "Send 'Accept: application/json, text/event-stream'.").ExecuteAsync(http);
            return;
        }

        if (await ReadAsync(http) is not { } message)
        {
            await ProblemReply.Of(new(
                ProblemCode.Invalid, "The body is not a JSON-RPC message of MCP.",
                "Send one message for each request.")).ExecuteAsync(http);
            return;
        }

        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache, no-store";
        await using var transport = new StreamableHttpServerTransport(loggers) { Stateless = true };
        await using var server = McpServer.Create(transport, OptionsFor(Caller.Of(http)), loggers, services);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var running = server.RunAsync(done.Token);
        if (!await transport.HandlePostRequestAsync(message, http.Response.Body, http.RequestAborted))
        {
            http.Response.ContentType = null;
            http.Response.StatusCode = StatusCodes.Status202Accepted;
        }

        await transport.DisposeAsync();
        await running;
    }

    private McpServerOptions OptionsFor(Principal caller) => new()
    {
        ServerInfo = new Implementation { Name = "kaos", Version = Version },
        ServerInstructions = McpTools.Instructions,
        Capabilities = new ServerCapabilities { Tools = new ToolsCapability() },
        Handlers = new McpServerHandlers
        {
            ListToolsHandler = static (_, _) => new(McpTools.Listed),
            CallToolHandler = (request, cancellationToken) =>
                new(tools.CallAsync(request.Params, caller, cancellationToken)),
        },
    };

    private static bool Accepts(StringValues accept, string type) => accept.Any(value =>
        value is not null &&
            (value.Contains(type, StringComparison.OrdinalIgnoreCase) ||
                value.Contains("*/*", StringComparison.Ordinal)));

    private static async Task<JsonRpcMessage?> ReadAsync(HttpContext http)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(http.Request.Body, MessageJson, http.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
