using System.Collections.Immutable;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Maturing;

/// <summary>A class as it is shown.</summary>
internal static class ClassViews
{
    private const int MostShown = 20;

    public static ClassView Of(ClassState state)
    {
        var next = Ladder.Above(state.Level ?? Maturity.Propose);
        var missing = next is { } level ? Ladder.Missing(state, level) : [];
        return new ClassView
        {
            Tenant = state.Tenant,
            Class = state.Class,
            Level = state.Level,
            Why = state.Why ?? "Nobody has raised or lowered it: it stands as its cluster was installed.",
            Way = state.Way,
            Eligible = missing.IsEmpty ? next : null,
            Missing = missing,
            SameWay = Ladder.SameWay(state).Count,
            Uses = state.Uses.ToImmutableSortedDictionary(
                uses => uses.Key, uses => new Uses(uses.Value.Worked, uses.Value.Tried, uses.Value.Scores),
                StringComparer.Ordinal),
            Recent = [.. state.Past.Reverse().Take(MostShown).Select(Shown)],
        };
    }

    private static PastTreatment Shown(PastUse use) => use.Treatment is { } treatment
        ? new(use.IncidentId, use.At, treatment.By, treatment.Way.WorkflowId, treatment.Result, use.Recurred)
        : new(
            use.IncidentId, use.At, use.Deed?.By ?? "", use.Deed?.Proposed?.WorkflowId, null, use.Recurred,
            use.Deed?.Did, use.Deed?.Same);
}
