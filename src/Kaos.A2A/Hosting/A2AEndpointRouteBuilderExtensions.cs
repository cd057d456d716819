using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Kaos.A2A.Hosting;

/// <summary>
/// Maps the bindings. Each returns a convention builder, so that the caller can add authorization or limits.
/// </summary>
public static class A2AEndpointRouteBuilderExtensions
{
    /// <summary>
    /// The JSON-RPC binding, by POST to one path; also protocol 0.3 when <c>A2AOptions.V03</c> is set.
    /// </summary>
    public static IEndpointConventionBuilder MapA2AJsonRpc(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string path)
    {
        var edge = Edge(endpoints);
        return endpoints.MapMethods(path, ["POST"], (RequestDelegate)(http => JsonRpcEndpoint.HandleAsync(http, edge)))
            .WithDisplayName("A2A JSON-RPC");
    }

    /// <summary>The HTTP+JSON binding, with all its paths below a prefix (empty for the root).</summary>
    public static IEndpointConventionBuilder MapA2AHttpJson(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix = "")
    {
        var group = endpoints.MapGroup(prefix);
        HttpJsonEndpoint.Map(group, Edge(endpoints));
        return group;
    }

    /// <summary>
    /// The agent card, at the well-known path unless told otherwise. It must be readable without credentials.
    /// </summary>
    public static IEndpointConventionBuilder MapAgentCard(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string path = "/.well-known/agent-card.json")
    {
        var edge = Edge(endpoints);
        var documents = endpoints.ServiceProvider.GetRequiredService<AgentCardDocuments>();
        return endpoints.MapMethods(
            path, ["GET", "HEAD"], (RequestDelegate)(http => AgentCardEndpoint.HandleAsync(http, edge, documents)))
            .WithDisplayName("A2A agent card");
    }

    private static A2AEdge Edge(IEndpointRouteBuilder endpoints) =>
        endpoints.ServiceProvider.GetService<A2AEdge>()
        ?? throw new InvalidOperationException(
            "A2A is not registered. Call services.AddA2A(…) or AddA2AAgent<T>(…) first.");
}
