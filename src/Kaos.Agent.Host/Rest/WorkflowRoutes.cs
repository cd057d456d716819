using Kaos.Contracts.Plans;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kaos.Agent.Host.Rest;

internal static class WorkflowRoutes
{
    public static void Map(RouteGroupBuilder v1) =>
        v1.MapGet("/workflows", List).WithTags("workflows").WithSummary("The catalog: what KAOS knows how to do.");

    private static Ok<Listing<WorkflowItem>> List(IWorkflowList workflows) =>
        TypedResults.Ok(new Listing<WorkflowItem>(workflows.All, null));
}

/// <summary>The catalog, as far as this edge shows it.</summary>
internal interface IWorkflowList
{
    IReadOnlyList<WorkflowItem> All { get; }
}

/// <param name="Risk">From the workflow's definition.</param>
/// <param name="Causes">Cause codes that it is offered for.</param>
internal sealed record WorkflowItem(
    string Id, string Name, string Description, Risk Risk, IReadOnlyList<string> Causes, string? Rollback);
