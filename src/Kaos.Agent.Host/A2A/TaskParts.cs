using System.Collections.Immutable;
using System.Text.Json;
using Kaos.A2A;
using Kaos.Agent.Grains.Incidents;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Host.A2A;

/// <summary>What a task says as data, for a client that is a program. Pure.</summary>
internal static class TaskParts
{
    /// <summary>What the caller is asked now; null when nothing is open.</summary>
    public static Part? Question(TaskFold fold) => fold switch
    {
        { Session.Phase: IncidentState.AwaitingApproval, Asked: { } asked } =>
            Approval(fold, asked, fold.Session.Plans.GetValueOrDefault(asked.PlanHash)),
        { Session.Phase: IncidentState.AwaitingChoice, Offered: { } offered } => Choices(fold, offered),
        _ => null,
    };

    private static Part Choices(TaskFold fold, ChoicesOffered offered) =>
        Part.FromData(JsonSerializer.SerializeToElement(
        new ChoicesPart(DataKinds.Choices, fold.Session.IncidentId, fold.SessionId, offered.Summary, offered.Options,
            [.. offered.Plans.Select(plan => new PlanPart(plan.Hash, plan.ReviewType, plan.Diff, plan.Warnings, plan.Reviews))]),
        DataPartsJson.Default.ChoicesPart));

    public static Part Chosen(TaskFold fold, ChosenAlone alone) => Part.FromData(JsonSerializer.SerializeToElement(
        new ChosenPart(
            DataKinds.Chosen, fold.Session.IncidentId, fold.SessionId, alone.OptionId, alone.PlanHash,
            alone.By.ToString(), alone.Level,
            alone.Confidence, alone.Risk, alone.Evidence, alone.PolicyDigest, alone.Why),
        DataPartsJson.Default.ChosenPart));

    private static Part Approval(TaskFold fold, ApprovalRequested asked, Plan? plan) =>
        Part.FromData(JsonSerializer.SerializeToElement(
        new ApprovalPart(
            DataKinds.Approval,
            fold.Session.IncidentId,
            fold.SessionId,
            asked.ReviewType,
            asked.PlanHash,
            plan?.Target,
            plan?.Summary,
            plan?.Diff ?? "",
            plan?.Warnings ?? [],
            asked.Why,
            asked.ExpiresAt,
            plan?.Reviews),
        DataPartsJson.Default.ApprovalPart));

    public static Part Evidence(ImmutableArray<Evidence> items) => Part.FromData(JsonSerializer.SerializeToElement(
        new EvidencePart(DataKinds.Evidence, [.. items.Select(FindingViews.View)]),
        DataPartsJson.Default.EvidencePart));

    public static Part Diagnosis(TaskFold fold, Examination result) => Part.FromData(JsonSerializer.SerializeToElement(
        new DiagnosisPart(
            DataKinds.Diagnosis,
            [.. result.Findings.Select(finding => View(fold, finding))],
            result.Unexplained.IsDefault ? [] : result.Unexplained,
            result.NotChecked.IsDefault ? [] : result.NotChecked),
        DataPartsJson.Default.DiagnosisPart));

    public static Part Outcome(TaskFold fold, SessionOutcome outcome) =>
        Part.FromData(JsonSerializer.SerializeToElement(
        new OutcomePart(DataKinds.Outcome, fold.Session.IncidentId, fold.SessionId, outcome),
        DataPartsJson.Default.OutcomePart));

    /// <summary>Where to look the task's session up over REST; an answered question has none.</summary>
    public static ImmutableDictionary<string, JsonElement>? Metadata(TaskFold fold)
    {
        if (fold.Session.Outcome is SessionOutcome.Answered)
        {
            return null;
        }

        var metadata = ImmutableDictionary<string, JsonElement>.Empty.Add("kaos.sessionId", Text(fold.SessionId));
        return fold.Session.IncidentId.Length == 0 ? metadata : metadata.Add(
            "kaos.incidentId", Text(fold.Session.IncidentId));
    }

    private static JsonElement Text(string text) =>
        JsonSerializer.SerializeToElement(text, DataPartsJson.Default.String);

    private static IncidentView View(TaskFold fold, Finding finding) =>
        FindingViews.Of(
            fold.Session.IncidentId, fold.Session.Signal?.Tenant, fold.Session.Signal?.Cluster ?? "", finding, null)
        with
        { SessionId = fold.SessionId };
}
