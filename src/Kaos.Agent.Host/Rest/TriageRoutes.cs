using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Triage;
using Kaos.Agent.Grains.Workflows;
using Kaos.Agent.Host.Auth;
using Kaos.Agent.Host.Problems;
using Kaos.Contracts;
using Kaos.Contracts.Views;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Kaos.Agent.Host.Rest;

/// <summary>The report of <c>kaos triage</c> from the running service: one look, nothing is opened or stored.</summary>
internal static class TriageRoutes
{
    public static void Map(RouteGroupBuilder v1) =>
        v1.MapGet("/triage", GetAsync).WithTags("triage")
            .WithSummary("What is wrong now, and what could not be checked.")
            .ProducesProblem(403).ProducesProblem(404);

    /// <param name="cluster">The only one when absent.</param>
    private static async Task<Results<Ok<TriageReport>, ProblemHttpResult>> GetAsync(
        [FromServices] IClusters clusters,
        [FromServices] WorkflowCatalog catalog,
        Caller caller,
        string? cluster,
        string? @namespace,
        CancellationToken cancellationToken)
    {
        var found = cluster is null ? clusters.All.FirstOrDefault() : clusters.Find(cluster);
        if (found is null)
        {
            return ProblemReply.Of(new(
                ProblemCode.NotFound, $"There is no cluster '{cluster}'.",
                $"Clusters are {string.Join(", ", clusters.All.Select(known => known.Name))}."));
        }

        // A look over a whole cluster crosses tenants; a namespace belongs to one.
        var tenant = @namespace is null ? "*" : clusters.TenantOf(found.Name, @namespace);
        if (!caller.Principal.MaySee(tenant))
        {
            return ProblemReply.Of(new(
                ProblemCode.Forbidden, "You may not see everything in this cluster.",
                "Ask for a namespace of yours: ?namespace=NAME."));
        }

        return TypedResults.Ok(await Triage.RunAsync(
            found, @namespace, (finding, world) =>
                UnplannedOptions.Of(catalog, finding, world), null, cancellationToken));
    }
}
