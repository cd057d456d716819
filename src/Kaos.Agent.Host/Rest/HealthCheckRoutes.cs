using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Host.Auth;
using Kaos.Agent.Host.Problems;
using Kaos.Contracts.Views;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Kaos.Agent.Host.Rest;

/// <summary>How a cluster or a namespace is, part by part; nothing is opened or stored.</summary>
internal static class HealthCheckRoutes
{
    public static void Map(RouteGroupBuilder v1) =>
        v1.MapGet("/health-check", GetAsync).WithTags("triage")
            .WithSummary(
                "Whether nodes, workloads, storage, events, pressure, quotas, certificates and the control plane are well, not well or not visible.")
            .ProducesProblem(403).ProducesProblem(404);

    /// <param name="cluster">The first that is watched when absent.</param>
    private static async Task<Results<Ok<HealthReport>, ProblemHttpResult>> GetAsync(
        [FromServices] IDesk desk, Caller caller, string? cluster, string? @namespace,
        CancellationToken cancellationToken)
    {
        var found = await desk.HealthAsync(cluster, @namespace, caller.Principal, cancellationToken);

        return found.Value is { } report ? TypedResults.Ok(report) : ProblemReply.Of(found.Problem!);
    }
}
