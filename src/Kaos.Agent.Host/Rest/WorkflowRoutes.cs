using System.Collections.Immutable;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Plans;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kaos.Agent.Host.Rest;

internal static class WorkflowRoutes
{
    public static void Map(RouteGroupBuilder v1) =>
        v1.MapGet("/workflows", List).WithTags("workflows").WithSummary("The catalog: what KAOS knows how to do.");

    private static Ok<Listing<WorkflowItem>> List(WorkflowCatalog catalog) =>
        TypedResults.Ok(new Listing<WorkflowItem>([.. catalog.All.Select(Item)], null));

    private static WorkflowItem Item(Workflow workflow) => new(
        workflow.Id, workflow.Name, workflow.Description, workflow.Risk, workflow.Causes,
        [.. workflow.Parameters.Select(
        static known => new WorkflowParameterItem(known.Name, Kebab.Write(known.Type), known.Description))],
        workflow.ExpectedEffect, workflow.BlastRadius, workflow.Rollback, workflow.WhenNotToUse, workflow.Hash);
}

/// <param name="Causes">Cause codes that it is offered for.</param>
/// <param name="Hash">Of its definition: a changed workflow is another way of fixing.</param>
internal sealed record WorkflowItem(
    string Id,
    string Name,
    string Description,
    Risk Risk,
    ImmutableArray<string> Causes,
    ImmutableArray<WorkflowParameterItem> Parameters,
    string ExpectedEffect,
    string BlastRadius,
    string Rollback,
    string WhenNotToUse,
    string Hash);

internal sealed record WorkflowParameterItem(string Name, string Type, string Description);
