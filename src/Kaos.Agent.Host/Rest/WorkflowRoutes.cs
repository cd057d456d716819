using System.Collections.Immutable;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Plans;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kaos.Agent.Host.Rest;

internal static class WorkflowRoutes
{
    public static void Map(RouteGroupBuilder v1) =>
        v1.MapGet("/workflows", List).WithTags("workflows").WithSummary("The catalog: what KAOS knows how to do.");

    /// <param name="q">Words of id, name and description.</param>
    /// <param name="action">Workflows with a step of that action.</param>
    /// <param name="cause">Workflows for that cause code.</param>
    /// <param name="minEffectiveness">0 to 1.</param>
    private static async Task<Ok<Listing<WorkflowItem>>> List(
        WorkflowCatalog catalog, ITrackRecord record, CancellationToken cancellationToken, string? q = null,
        string? action = null,
        string? cause = null, double? minEffectiveness = null)
    {
        var known = new Dictionary<string, (double Worked, int Tried)>(StringComparer.Ordinal);
        foreach (var workflow in catalog.All)
        {
            known[workflow.Id] = await record.OfAsync(workflow.Id, cause ?? "", cancellationToken);
        }

        var query = new CatalogQuery(q, action, cause, minEffectiveness);
        return TypedResults.Ok(new Listing<WorkflowItem>(
            [.. CatalogSearch.Find(catalog, query, workflow => known[workflow.Id])
                .Select(found => Item(found.Workflow, found.Effectiveness))], null));
    }

    private static WorkflowItem Item(Workflow workflow, double effectiveness) => new(
        workflow.Id, workflow.Name, workflow.Description, workflow.Risk, workflow.Causes,
        [.. workflow.Parameters.Select(
        static known => new WorkflowParameterItem(known.Name, Kebab.Write(known.Type), known.Description))],
        workflow.ExpectedEffect, workflow.BlastRadius, workflow.Rollback, workflow.WhenNotToUse, workflow.Hash,
        effectiveness, [.. workflow.Steps.Select(static step => step.Action)]);
}

/// <param name="Causes">Cause codes that it is offered for.</param>
/// <param name="Effectiveness">How well it worked, drawn towards the author's estimate while there is little record; 0
/// to 1.</param>
/// <param name="Actions">Of its steps, in their order.</param>
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
    string Hash,
    double Effectiveness,
    ImmutableArray<string> Actions);

internal sealed record WorkflowParameterItem(string Name, string Type, string Description);
