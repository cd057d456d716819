using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Driving;

/// <summary>
/// What KAOS takes by itself, at level Act (design section 7). Pure; whether it may is the gate's word.
/// </summary>
internal static class OwnChoices
{
    // A cluster that changes under every plan is for a person.
    private const int MostInASession = 3;

    public static Principal Kaos { get; } = Principal.System("kaos");

    /// <summary>
    /// The best option and its plan, which the gate is to be asked about; null where it may not be KAOS's choice: never
    /// one that is not the best, and never in place of a person who asked for this change.
    /// </summary>
    public static (WorkflowOption Option, Plan Plan)? Candidate(SessionState state, Offer offer) =>
        state is { Signal.Request: null, OwnChoices: < MostInASession }
        && offer.Options is [{ PlanHash: { } hash } best, ..]
        && offer.Plans.FirstOrDefault(plan => plan.Hash == hash) is { } made
            ? (best, made)
            : null;

    /// <summary>Null unless the gate allows it outright, at Act.</summary>
    public static ChosenAlone? Decide(
        ChoicesOffered offered, (WorkflowOption Option, Plan Plan) best, Finding finding, Judgement judgement) =>
        judgement is { Effect: Effect.Allow, Level: Maturity.Act }
            ? new(
                offered, best.Option.Id, best.Plan.Hash, Kaos, judgement.Level, best.Option.Confidence,
                best.Option.Risk,
                [.. finding.Evidence.Select(evidence => evidence.Id)], best.Plan.PolicyDigest,
                string.Join(
                    " ", judgement.Verdicts.Where(verdict => verdict.Stage is "maturity" or "approval")
                        .Select(verdict => verdict.Reason)))
            : null;
}
