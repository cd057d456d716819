using Kaos.Agent.Grains.Triage;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Incidents;

/// <summary>A finding entered into a live incident, which keeps what it knew of signals.</summary>
internal static class LiveFindings
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
        Chain = [.. finding.Chain.Select(FindingViews.Sentence)],
        RuledOut = [.. finding.RuledOut.Select(FindingViews.View)],
        Evidence = [.. finding.Evidence.Select(FindingViews.View)],
        FirstSeen = finding.FirstSeen < view.FirstSeen ? finding.FirstSeen : view.FirstSeen,
        LastSeen = finding.LastSeen > view.LastSeen ? finding.LastSeen : view.LastSeen,
    };
}
