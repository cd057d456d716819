using System.Collections.Immutable;

namespace Kaos.Agent.Grains.Workflows;

/// <summary>What is looked for in the catalog; null and empty match everything.</summary>
/// <param name="Words">All of them occur in id, name or description, whatever the case.</param>
/// <param name="MinEffectiveness">0 to 1.</param>
public sealed record CatalogQuery(
    string? Words = null, string? Action = null, string? Cause = null, double? MinEffectiveness = null);

/// <summary>Search over the catalog. Pure.</summary>
public static class CatalogSearch
{
    /// <param name="record">How well each worked (0 to 1 a use, added up), and how often it was tried.</param>
    /// <returns>Most effective first, then by id.</returns>
    public static ImmutableArray<(Workflow Workflow, double Effectiveness)> Find(
        WorkflowCatalog catalog, CatalogQuery query, Func<Workflow, (double Worked, int Tried)> record) =>
    [
        .. catalog.All
            .Where(workflow =>
                string.IsNullOrEmpty(query.Action) || workflow.Steps.Any(step => step.Action == query.Action))
            .Where(workflow => string.IsNullOrEmpty(query.Cause) || workflow.Causes.Contains(query.Cause))
            .Where(workflow => HasWords(workflow, query.Words))
            .Select(workflow =>
                (workflow, Effectiveness: Math.Round(Scoring.Effectiveness(workflow.Prior, record(workflow)), 2)))
            .Where(found => found.Effectiveness >= (query.MinEffectiveness ?? 0))
            .OrderByDescending(found => found.Effectiveness).ThenBy(found => found.workflow.Id, StringComparer.Ordinal),
    ];

    private static bool HasWords(Workflow workflow, string? words) =>
        (words ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .All(word =>
                $"{workflow.Id} {workflow.Name} {workflow.Description}".Contains(
                    word, StringComparison.OrdinalIgnoreCase));
}
