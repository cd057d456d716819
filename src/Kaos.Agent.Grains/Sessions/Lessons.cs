using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Incidents;
using Kaos.Agent.Grains.Maturing;
using Kaos.Contracts.Classes;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Sessions;

/// <summary>What an incident class hears: how a plan ended, or what a person did instead.</summary>
internal static class Lessons
{
    public static IEnumerable<Send> Of(SessionState after, SessionEvent fact) => fact switch
    {
        PlanDecided { Decision: PlanDecision.Reject } no =>
            About(after, after.Plans.GetValueOrDefault(no.PlanHash), TreatmentResult.Rejected, no.By.ToString()),
        PlanDecided { Decision: PlanDecision.Edit } edit =>
            About(after, after.Plans.GetValueOrDefault(edit.PlanHash), TreatmentResult.Edited, edit.By.ToString()),
        SessionEnded ended when Ended(after.Execution, ended.Outcome) is { } result =>
            About(after, after.Plan, result, after.Approvers is [.., var last] ? last.ToString() : "system:kaos"),
        RepairedByHand repaired => ByHand(after, repaired),
        _ => [],
    };

    // The shadow log: beside what was done stands the plan that was carried out, else the best of those that were
    // proposed.
    private static IEnumerable<Send> ByHand(SessionState after, RepairedByHand repaired)
    {
        var plan = after.Plans.GetValueOrDefault(repaired.PlanHash ?? Best(after) ?? "")
            ?? after.Plans.Values.MaxBy(made => made.MadeAt);
        if (plan is null)
        {
            yield break;
        }

        yield return new(ClassKind.IdOf(plan.Tenant, plan.IncidentClass), new NoteDeed(new(
            after.IncidentId, after.Id, Ways.Of(plan), repaired.Text, repaired.By ?? "unknown",
            Same: repaired.PlanHash is not null)));
        yield return new(IncidentKind.IdOf(after.IncidentId), new NoteClass(plan.IncidentClass));
    }

    private static string? Best(SessionState state) =>
        (state.Options ?? []).Select(option => option.PlanHash).FirstOrDefault(hash => hash is not null);

    private static TreatmentResult? Ended(Execution? execution, SessionOutcome outcome) => (execution, outcome) switch
    {
        ({ Ok: true }, SessionOutcome.Resolved) => TreatmentResult.Verified,
        ({ Stopped: true } stopped, _) when !stopped.Steps.Exists(static run =>
            run is { Undo: true, Stage: StepStage.Failed or StepStage.Unclear }) =>
            null,
        ({ Steps.IsEmpty: false }, SessionOutcome.RolledBack) => TreatmentResult.RolledBack,
        ({ Steps.IsEmpty: false }, SessionOutcome.Escalated) => TreatmentResult.Failed,
        _ => null,
    };

    private static IEnumerable<Send> About(SessionState state, Plan? plan, TreatmentResult result, string by)
    {
        if (plan is null)
        {
            yield break;
        }

        yield return new(ClassKind.IdOf(plan.Tenant, plan.IncidentClass), new NoteTreatment(new(
            state.IncidentId, state.Id, plan.Cluster, plan.Hash, Ways.Of(plan), result,
            state.Execution?.Level ?? default, by,
            result is TreatmentResult.Verified or TreatmentResult.RolledBack ? state.Execution?.Score : null)));
        if (result == TreatmentResult.Verified)
        {
            yield return new(IncidentKind.IdOf(state.IncidentId), new NoteClass(plan.IncidentClass));
        }
    }
}
