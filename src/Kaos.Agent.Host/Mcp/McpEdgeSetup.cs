using Kaos.Agent.Host.Rest;

namespace Kaos.Agent.Host.Mcp;

/// <summary>The MCP edge: a few tools at <c>/mcp</c> over streamable HTTP, without sessions of its own.</summary>
internal static class McpEdgeSetup
{
    public const string Path = "/mcp";

    private const long MaxBytes = 1024 * 1024;

    public static IServiceCollection AddKaosMcp(this IServiceCollection services) => services
        .AddSingleton<McpTools>()
        .AddSingleton<McpEndpoint>();

    // Only POST: without sessions there is nothing to listen to or to end, and the specification asks for 405 then.
    public static IEndpointConventionBuilder MapKaosMcp(this IEndpointRouteBuilder app) => app
        .MapPost(Path, static (HttpContext http, McpEndpoint endpoint) => endpoint.AnswerAsync(http))
        .WithMetadata(new BodyLimit(MaxBytes))
        .ExcludeFromDescription();
}
