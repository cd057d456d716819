using Kaos.Agent.Grains.Engine;
using Kaos.Contracts;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Sessions;

/// <summary>
/// What a driver may record. This is where "no write without its approval event" is kept: an intent is refused unless
/// the log shows a decision and a judgement that allow it.
/// </summary>
internal static class ReportRules
{
    public static Decision<SessionEvent> Decide(SessionState state, Report report)
    {
        if (report.Epoch != state.Epoch || (state.Over && !report.Facts.All(fact => fact is GrantReturned)))
        {
            return Decision<SessionEvent>.Refuse(new(
                ProblemCode.Fenced, $"Driver {report.Epoch} was superseded, or the session is over; it must stop."));
        }

        var facts = new List<SessionEvent>();
        foreach (var fact in report.Facts)
        {
            if (Objection(state, fact) is { } objection)
            {
                return Decision<SessionEvent>.Refuse(objection);
            }

            if (News(state, fact) is { } news)
            {
                facts.Add(news);
                state = SessionFold.Apply(state, news);
            }
        }

        return new(facts);
    }

    /// <summary>What is new of it: after a crash a driver finds again what the log holds already.</summary>
    private static SessionEvent? News(SessionState state, SessionEvent fact) => fact switch
    {
        Narrated told => state.Told.Contains(told.Key) ? null : told,
        EvidenceFound found => found.Items.Where(item => !state.Evidence.ContainsKey(item.Id))
            .ToList() is { Count: > 0 } fresh
            ? new EvidenceFound([.. fresh])
            : null,
        Diagnosed when state.Examination is not null && !state.Stale => null,
        _ => fact,
    };

    private static Problem? Objection(SessionState state, SessionEvent fact) => fact switch
    {
        _ when PlanOf(fact) is { } plan && plan != state.Execution?.PlanHash => Broken(
            state.Execution is null ? "no plan was chosen" : "another plan was chosen"),
        ChoicesOffered when state.Phase is not (IncidentState.Investigating or IncidentState.AwaitingChoice) =>
            Broken("choices are offered while a plan is under way"),
        ChosenAlone when state.Phase is not (IncidentState.Investigating or IncidentState.AwaitingChoice) =>
            Broken("KAOS chooses while a plan is under way"),
        ChosenAlone alone when alone.By.Kind != PrincipalKind.System || alone.Level != Maturity.Act
            || alone.Offer.Plans.All(plan => plan.Hash != alone.PlanHash) =>
                Broken("that is no choice that KAOS may make"),
        GrantReturned returned when state.Grants.GetValueOrDefault(returned.PlanHash) != returned.Grant =>
            Broken("that permission is not held"),
        StepIntended intent => MayIntend(state, intent),
        StepWritten or StepFailed or Progressed or StepCompleted when state.Execution is not { Steps.IsEmpty: false } =>
            Broken("a step has an outcome and no intent"),
        SessionOpened or TaskAttached or TaskDetached or MessageReceived or OptionChosen or PlanDecided
            or DriverStarted =>
            Broken($"a driver does not record '{fact.GetType().Name}'"),
        _ => null,
    };

    private static Problem? MayIntend(SessionState state, StepIntended intent) => state.Execution switch
    {
        null => Broken("no plan was chosen"),
        { Decided: false, Own: null } => Broken("nobody has approved the plan"),
        { Judgement: not Effect.Allow } => Broken("the gate has not allowed the plan"),
        { Grant: null } => Broken("no permission was taken for the plan"),
        { Undoing: false } when intent.Undo => Broken("nothing is being undone"),
        _ => null,
    };

    private static string? PlanOf(SessionEvent fact) => fact switch
    {
        ApprovalRequested asked => asked.PlanHash,
        GateJudged judged => judged.PlanHash,
        PlanWentStale stale => stale.PlanHash,
        GrantTaken taken => taken.PlanHash,
        HealthMeasured health => health.PlanHash,
        StepIntended step => step.PlanHash,
        StepWritten step => step.PlanHash,
        StepFailed step => step.PlanHash,
        PlanStopped stopped => stopped.PlanHash,
        Progressed step => step.PlanHash,
        StepCompleted step => step.PlanHash,
        WatchStarted watch => watch.PlanHash,
        Verified verified => verified.PlanHash,
        EffectMeasured measured => measured.PlanHash,
        UndoStarted undo => undo.PlanHash,
        _ => null,
    };

    private static Problem Broken(string why) => new(ProblemCode.Denied, $"Not recorded, and so not done: {why}.");
}
