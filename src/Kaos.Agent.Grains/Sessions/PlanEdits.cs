using System.Collections.Immutable;
using Kaos.Contracts;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Sessions;

/// <summary>
/// An edit replaces values of a plan's parameters. It never changes a plan: a new one is made with them, which has its
/// own hash and waits for its own decision. Pure.
/// </summary>
internal static class PlanEdits
{
    public static Problem? Objection(SessionState state, DecidePlan decide)
    {
        var known = ParametersOf(state, decide.PlanHash);
        var has = known.IsEmpty
            ? "It has none."
            : $"It has: {string.Join(", ", known.Select(one => $"{one.Key}={one.Value}"))}.";

        return decide.With switch
        {
            null or { IsEmpty: true } => new(
                ProblemCode.Invalid, $"An edit names the parameters to change. {has}",
                "Send them with their new values."),
            { } with when with.Keys.FirstOrDefault(name => !known.ContainsKey(name)) is { } other => new(
                ProblemCode.Invalid, $"This plan has no parameter '{other}'. {has}",
                "Edit one of those, or ask for another change."),
            { } with when with.All(one => known[one.Key] == one.Value) => new(
                ProblemCode.Invalid, "That is the plan as it stands.", "Approve it, or name another value."),
            _ => null,
        };
    }

    public static ImmutableSortedDictionary<string, string> ParametersOf(SessionState state, string planHash) =>
        state.Options?.FirstOrDefault(option => option.PlanHash == planHash)?.Parameters
            ?? ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What the session knows after an edit; plans are made with it from now on.</summary>
    public static SessionState Apply(SessionState state, PlanDecided edit) => state with
    {
        Phase = IncidentState.Investigating,
        Options = null,
        ChosenOption = null,
        Execution = null,
        Edits = edit.With is { } with && state.Plans.GetValueOrDefault(edit.PlanHash) is { } plan
            ? state.Edits.SetItem(
                plan.WorkflowId, state.Edits.GetValueOrDefault(
                    plan.WorkflowId, ImmutableSortedDictionary<string, string>.Empty).SetItems(with))
            : state.Edits,
    };
}
