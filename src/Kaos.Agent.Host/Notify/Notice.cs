using System.Collections.Immutable;
using System.Globalization;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Host.Notify;

/// <summary>
/// Something that a person should hear without having asked: what, why, on what evidence, and what to do next.
/// </summary>
/// <param name="Id">The same when it is sent again: receivers tell repetitions by it.</param>
/// <param name="Kind">One of the constants.</param>
/// <param name="Text">What happened, and why.</param>
/// <param name="Next">What a person can do; empty when there is nothing to do.</param>
/// <param name="At">Process time.</param>
internal sealed record Notice(
    string Id, string Kind, string SessionId, Signal Signal, string IncidentId, string? PlanHash, string Text,
    string Next, DateTimeOffset At)
{
    public const string ApprovalWaits = "approval-waits";

    /// <summary>
    /// Ways to go on are offered in a session in which nobody listens: the watch or an alert opened it.
    /// </summary>
    public const string ChoiceWaits = "choice-waits";
    public const string ApprovalExpires = "approval-expires";

    /// <summary>
    /// The action is not allowed, or there is none that KAOS may take, so people are alerted in its place.
    /// </summary>
    public const string NotAllowed = "not-allowed";
    public const string Escalated = "escalated";

    /// <summary>KAOS changed something without asking first.</summary>
    public const string Acted = "acted";
    public const string RolledBack = "rolled-back";

    private const int MostEvidence = 5;

    /// <summary>Until when it matters; null: it is not known.</summary>
    public DateTimeOffset? Until { get; init; }

    public ImmutableArray<string> Evidence { get; init; } = [];

    /// <summary>What an event of a session is to people outside of it; null: nothing. Pure.</summary>
    public static Notice? Of(SessionState state, SessionEvent fact, long seq, DateTimeOffset at)
    {
        if (state.Signal is not { } signal || Said(state, fact) is not { } said)
        {
            return null;
        }

        return new Notice(
            $"{state.Id}/{seq}", said.Kind, state.Id, signal, state.IncidentId, said.Plan, said.Text.Trim(),
            said.Next.Trim(), at)
        {
            Until = said.Until,
            Evidence = [.. (state.Finding?.Evidence ?? [.. state.Evidence.Values.OrderBy(item => item.At)])
                .Take(MostEvidence).Select(item => item.Text)],
        };
    }

    private static Saying? Said(SessionState state, SessionEvent fact) => fact switch
    {
        ApprovalRequested asked => Approval(
            state, asked.PlanHash, asked.ExpiresAt, ApprovalWaits,
            $"A plan waits for your approval: {Summary(state, asked.PlanHash)}. {asked.Why}"),
        ApprovalReminded again => Approval(
            state, again.PlanHash, again.ExpiresAt, ApprovalExpires,
            $"A plan still waits for your approval: {Summary(state, again.PlanHash)}."),
        ChoicesOffered { Plans.IsEmpty: true } none => new(
            NotAllowed, null, none.Summary, "Do it by hand, or hand the incident over; KAOS changes nothing."),
        ChoicesOffered offered when state.Tasks.IsEmpty => new(
            ChoiceWaits, null, offered.Summary,
            $"Choose with POST /v1/sessions/{state.Id}/choice: {string.Join("; ", offered.Options.Select(one => $"{one.Id} ({one.Name})"))}."),
        GateJudged { Effect: Effect.Deny } judged => new(
            NotAllowed, judged.PlanHash,
            $"KAOS may not do this, a person has to: {Summary(state, judged.PlanHash)}. "
            + string.Join(' ', judged.Verdicts.Where(one => one.Effect == Effect.Deny).Select(one => one.Reason)),
            ByHand(state, judged)),
        StepWritten { Undo: false } written when ActsAlone(state) => new(
            Acted, written.PlanHash, $"KAOS has acted by itself: {Summary(state, written.PlanHash)}. {written.Outcome}",
            "Nothing, unless you disagree: the session says how to undo it."),
        UndoStarted undo => new(
            RolledBack, undo.PlanHash, $"What was done is being undone: {undo.Why}",
            "Look at the session; a person has to take over when it has ended."),
        SessionEnded { Outcome: SessionOutcome.Escalated or SessionOutcome.HandedOver } ended =>
            new(Escalated, null, ended.Text, $"Take over: GET /v1/sessions/{state.Id} says how far it came."),
        SessionEnded { Outcome: SessionOutcome.Unknown } ended when state.Tasks.IsEmpty => new(
            Escalated, null, ended.Text, $"Look yourself: GET /v1/sessions/{state.Id} says what was looked at."),
        _ => null,
    };

    private static Saying Approval(
        SessionState state, string hash, DateTimeOffset expires, string kind, string text) => new(
        kind, hash, text,
        string.Create(CultureInfo.InvariantCulture,
            $"Decide before {expires.UtcDateTime:u} with POST /v1/approvals/{hash}; GET /v1/sessions/{state.Id} shows the whole change."))
        {
            Until = expires,
        };

    // What no level lifts is no work for a person, either: only what is a matter of trust is told as commands.
    private static string ByHand(SessionState state, GateJudged judged) =>
        state.Plans.GetValueOrDefault(judged.PlanHash) is { } plan
        && judged.Verdicts.All(one => one.Effect != Effect.Deny || one.Stage == "maturity")
            ? $"Run by hand, in this order: {string.Join("; ", KubectlCommands.Of(plan))}"
            : $"Nothing was written. Choose another way with POST /v1/sessions/{state.Id}/choice, or change what forbids it.";

    private static bool ActsAlone(SessionState state) =>
        state.Execution is { Level: Maturity.Act } run && run.Approvers.All(one => one.Kind == PrincipalKind.System);

    private static string Summary(SessionState state, string hash) =>
        state.Plans.GetValueOrDefault(hash)?.Summary ?? hash;

    private sealed record Saying(string Kind, string? Plan, string Text, string Next)
    {
        public DateTimeOffset? Until { get; init; }
    }
}
