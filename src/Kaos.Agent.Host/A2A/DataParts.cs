using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Host.A2A;

/// <summary>Names of the data parts that KAOS sends; the answers' names are the desk's.</summary>
internal static class DataKinds
{
    public const string Choices = "kaos.choices/v1";
    public const string Chosen = "kaos.chosen/v1";
    public const string Approval = "kaos.approval/v1";
    public const string Evidence = "kaos.evidence/v1";
    public const string Diagnosis = "kaos.diagnosis/v1";
    public const string Outcome = "kaos.outcome/v1";
}

/// <summary>Answered by <c>{ kind: kaos.choose/v1, optionId, parameters? }</c>.</summary>
/// <param name="Plans">What each option would do, by the hash that the option names.</param>
internal sealed record ChoicesPart(
    string Kind, string IncidentId, string SessionId, string Summary, ImmutableArray<WorkflowOption> Options,
    ImmutableArray<PlanPart> Plans);

/// <summary>A plan as it is reviewed before anybody chooses it.</summary>
internal sealed record PlanPart(
    string PlanHash, string ReviewType, string Diff, ImmutableArray<string> Warnings,
    ImmutableArray<PlanReview>? Reviews);

/// <summary>What KAOS took by itself, at level Act: nothing is asked.</summary>
/// <param name="By">As <c>system:kaos</c>.</param>
/// <param name="Evidence">Ids of what the diagnosis cites.</param>
internal sealed record ChosenPart(
    string Kind, string IncidentId, string SessionId, string OptionId, string PlanHash, string By, Maturity Level,
    double Confidence,
    Risk Risk, ImmutableArray<string> Evidence, string? PolicyDigest, string Why);

/// <summary>Answered by <c>{ kind: kaos.decide/v1, planHash, decision, reason? }</c>.</summary>
/// <param name="ExpiresAt">Process time.</param>
internal sealed record ApprovalPart(
    string Kind,
    string IncidentId,
    string SessionId,
    string ReviewType,
    string PlanHash,
    ObjectRef? Target,
    string? Summary,
    string Diff,
    ImmutableArray<string> Warnings,
    string Why,
    DateTimeOffset ExpiresAt,
    ImmutableArray<PlanReview>? Reviews = null);

internal sealed record EvidencePart(string Kind, ImmutableArray<EvidenceView> Items);

/// <param name="Incidents">One for each root cause, the best first; empty: the cause is not known.</param>
internal sealed record DiagnosisPart(
    string Kind, ImmutableArray<IncidentView> Incidents, ImmutableArray<Symptom> Unexplained,
    ImmutableArray<NotChecked> NotChecked);

internal sealed record OutcomePart(string Kind, string IncidentId, string SessionId, SessionOutcome Outcome);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChoicesPart))]
[JsonSerializable(typeof(ChosenPart))]
[JsonSerializable(typeof(ApprovalPart))]
[JsonSerializable(typeof(EvidencePart))]
[JsonSerializable(typeof(DiagnosisPart))]
[JsonSerializable(typeof(OutcomePart))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class DataPartsJson : JsonSerializerContext;
