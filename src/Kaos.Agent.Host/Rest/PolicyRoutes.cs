using Kaos.Agent.Grains.Gate.Policy;
using Kaos.Agent.Host.Auth;
using Kaos.Agent.Host.Problems;
using Kaos.Contracts.Views;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kaos.Agent.Host.Rest;

internal static class PolicyRoutes
{
    public static void Map(RouteGroupBuilder v1) => v1.MapGet("/policy", Read).WithTags("policy")
        .WithSummary("The rules in force for your tenants; with cluster and namespace, also what they come to there.")
        .ProducesProblem(400).ProducesProblem(404);

    private static Results<Ok<PolicyView>, ProblemHttpResult> Read(
        IPolicyDesk desk, Caller caller, string? cluster, string? @namespace)
    {
        var found = desk.Policy(cluster, @namespace, caller.Principal);
        return found.Value is { } policy ? TypedResults.Ok(policy) : found.Refused();
    }
}
