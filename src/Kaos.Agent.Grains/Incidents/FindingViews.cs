using System.Collections.Immutable;
using Kaos.Agent.Grains.Triage;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Incidents;

/// <summary>Findings, and symptoms without a cause, as every edge shows them.</summary>
public static class FindingViews
{
    /// <summary>The incident of a finding that nobody works on (offline triage).</summary>
    public static IncidentView Of(
        string id, string? tenant, string cluster, Finding finding, UnplannedOptions? options) =>
        Apply(
            new IncidentView
            {
                Id = id,
                Tenant = tenant,
                Cluster = cluster,
                State = options is not { Offered.IsEmpty: false }
                    ? IncidentState.Investigating
                    : IncidentState.AwaitingChoice,
                Severity = finding.Severity,
                CauseCode = finding.CauseCode,
                Confidence = finding.Confidence,
                Subject = finding.Subject,
                Summary = finding.Summary,
                Options = options?.Offered ?? [],
                NotOffered = options is { NotOffered.IsEmpty: false } ? options.NotOffered : null,
                FirstSeen = finding.FirstSeen,
                LastSeen = finding.LastSeen,
            },
            finding);

    /// <summary>An incident with what was found about it; it is never less severe or shorter than it was.</summary>
    public static IncidentView Apply(IncidentView view, Finding finding) => view with
    {
        Severity = finding.Severity > view.Severity ? finding.Severity : view.Severity,
        CauseCode = finding.CauseCode,
        Confidence = finding.Confidence,
        RootCause = finding.RootCause,
        EditTarget = finding.EditTarget,
        SymptomObjects = [.. view.SymptomObjects.Concat(finding.Symptoms).Distinct()],
        Summary = finding.Summary,
        Chain = [.. finding.Chain.Select(Sentence)],
        RuledOut = [.. finding.RuledOut.Select(View)],
        Evidence = [.. finding.Evidence.Select(View)],
        FirstSeen = finding.FirstSeen < view.FirstSeen ? finding.FirstSeen : view.FirstSeen,
        LastSeen = finding.LastSeen > view.LastSeen ? finding.LastSeen : view.LastSeen,
    };

    /// <summary>Symptoms of one subject that no cause was found for: an incident all the same.</summary>
    public static IncidentView Unexplained(
        string id, string? tenant, string cluster, ImmutableArray<Symptom> symptoms, DateTimeOffset now)
    {
        var subject = symptoms[0].Subject;
        var seen = symptoms.Select((symptom, i) =>
            new EvidenceView($"s{i + 1}", "objects", symptom.Since, symptom.Text));
        return new IncidentView
        {
            Id = id,
            Tenant = tenant,
            Cluster = cluster,
            State = IncidentState.Investigating,
            Severity = symptoms.Max(symptom => symptom.Severity),
            CauseCode = CauseCodes.Unknown,
            Confidence = 0,
            Subject = subject,
            SymptomObjects = [.. symptoms.Select(symptom => symptom.Object).Distinct()],
            Summary = $"The cause is not known. {string.Join("; ", symptoms.Select(s => s.Text).Distinct().Take(3))}.",
            Evidence = [.. seen],
            FirstSeen = symptoms.Min(symptom => symptom.Since),
            LastSeen = now,
        };
    }

    /// <summary>A claim with the ids of its evidence in square brackets.</summary>
    public static string Sentence(Claim claim) =>
        claim.Evidence.IsDefaultOrEmpty ? claim.Text : $"{claim.Text} [{string.Join(", ", claim.Evidence)}]";

    public static RuledOutView View(RuledOut ruled) => new(ruled.Hypothesis, ruled.Why);

    public static EvidenceView View(Evidence evidence) => new(evidence.Id, evidence.Source, evidence.At, evidence.Text);
}
