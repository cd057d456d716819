using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Incidents;

/// <summary>A finding as an incident shows it.</summary>
internal static class FindingText
{
    public static IncidentView Apply(IncidentView view, Finding finding) => view with
    {
        Severity = finding.Severity > view.Severity ? finding.Severity : view.Severity,
        CauseCode = finding.CauseCode,
        Confidence = finding.Confidence,
        RootCause = finding.RootCause,
        EditTarget = finding.EditTarget,
        SymptomObjects = [.. view.SymptomObjects.Concat(finding.Symptoms).Distinct()],
        Summary = finding.Summary,
        Chain = [.. finding.Chain.Select(claim => $"{claim.Text} [{string.Join(", ", claim.Evidence)}]")],
        RuledOut = [.. finding.RuledOut.Select(ruled => new RuledOutView(ruled.Hypothesis, ruled.Why))],
        Evidence = [.. finding.Evidence.Select(View)],
        FirstSeen = finding.FirstSeen < view.FirstSeen ? finding.FirstSeen : view.FirstSeen,
        LastSeen = finding.LastSeen > view.LastSeen ? finding.LastSeen : view.LastSeen,
    };

    public static EvidenceView View(Evidence evidence) => new(evidence.Id, evidence.Source, evidence.At, evidence.Text);
}
