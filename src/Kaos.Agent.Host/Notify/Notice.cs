using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Host.Notify;

/// <summary>Something that a person should hear without having asked.</summary>
/// <param name="Id">The same when it is sent again: receivers tell repetitions by it.</param>
/// <param name="Kind">One of the constants.</param>
/// <param name="At">Process time.</param>
internal sealed record Notice(string Id, string Kind, string SessionId, Signal Signal, string IncidentId, string? PlanHash, string Text, DateTimeOffset At)
{
    public const string ApprovalWaits = "approval-waits";

    /// <summary>Ways to go on are offered in a session in which nobody listens: the watch or an alert opened it.</summary>
    public const string ChoiceWaits = "choice-waits";
    public const string ApprovalExpires = "approval-expires";

    /// <summary>The action is not allowed, so people are alerted in its place.</summary>
    public const string NotAllowed = "not-allowed";
    public const string Escalated = "escalated";

    /// <summary>KAOS changed something without asking first.</summary>
    public const string Acted = "acted";
    public const string RolledBack = "rolled-back";

    /// <summary>What an event of a session is to people outside of it; null: nothing. Pure.</summary>
    public static Notice? Of(SessionState state, SessionEvent fact, long seq, DateTimeOffset at)
    {
        var (kind, plan, text) = fact switch
        {
            ApprovalRequested asked => (ApprovalWaits, asked.PlanHash,
                $"A plan waits for your approval until {asked.ExpiresAt:u}: {Summary(state, asked.PlanHash)}. {asked.Why}"),
            ChoicesOffered { Plans.Length: > 0 } offered when state.Tasks.IsEmpty => (ChoiceWaits, null,
                $"{offered.Summary} Choose one: {string.Join("; ", offered.Options.Select(one => $"{one.Id} ({one.Name})"))}."),
            GateJudged { Effect: Effect.Deny } judged => (NotAllowed, judged.PlanHash,
                $"KAOS may not do this, a person has to: {Summary(state, judged.PlanHash)}. "
                + string.Join(' ', judged.Verdicts.Where(one => one.Effect == Effect.Deny).Select(one => one.Reason))),
            StepWritten { Undo: false } written when state.Execution is { Level: Maturity.Act } run && run.Approvers.All(one => one.Kind == PrincipalKind.System) =>
                (Acted, written.PlanHash, $"KAOS has acted by itself: {Summary(state, written.PlanHash)}"),
            UndoStarted undo => (RolledBack, undo.PlanHash, $"What was done is being undone: {undo.Why}"),
            SessionEnded { Outcome: SessionOutcome.Escalated } ended => (Escalated, null, ended.Text),
            _ => ((string?)null, (string?)null, ""),
        };

        return kind is not null && state.Signal is { } signal
            ? new Notice($"{state.Id}/{seq}", kind, state.Id, signal, state.IncidentId, plan, text.Trim(), at)
            : null;
    }

    /// <summary>The same again, shortly before it is too late.</summary>
    public Notice Reminder(DateTimeOffset at) =>
        this with { Id = Id + "/again", Kind = ApprovalExpires, Text = "Still waiting, and about to expire. " + Text, At = at };

    private static string Summary(SessionState state, string hash) => state.Plans.GetValueOrDefault(hash)?.Summary ?? hash;
}
