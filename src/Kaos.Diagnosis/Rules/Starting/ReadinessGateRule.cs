using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Starting;

/// <summary>
/// Containers that are ready in a pod that is not: somebody outside has to set a condition and does not.
/// </summary>
internal sealed class ReadinessGateRule : IRule
{
    public ImmutableArray<string> Causes => [CauseCodes.ReadinessGateUnmet];

    public ImmutableArray<string> Explains => [SymptomCodes.NotReady];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        var waiting = complaint.Of(SymptomCodes.NotReady)
            .Select(s =>
                (Symptom: s, Ready: scene.Index.Objects.Find<Pod>(s.Object.Namespace ?? "",
                    s.Object.Name)?.Status.Conditions.Condition("Ready")))
            .Where(s => s.Ready is { IsFalse: true, Reason: "ReadinessGatesNotReady" })
            .ToList();
        if (waiting.Count == 0)
        {
            yield break;
        }

        // the status of pod readiness gate "example.org/registered" is not "True", but False
        var (symptom, ready) = waiting[0];
        var said = ready?.Message ?? "";
        var gate = said.Split('"') is { Length: > 2 } parts ? parts[1] : "";
        var notes = new Notes();
        var told = notes.Add(
            Sources.PodStatus, "gate", symptom.Object.Whole(), symptom.Since,
            $"All containers are ready; {Say.Short(said, 300)}");
        var owner = gate.IndexOf('/') is var slash and > 0
            ? $"the controller of {gate[..slash]}"
            : "the controller that owns it";
        yield return new Draft
        {
            Cause = CauseCodes.ReadinessGateUnmet,
            Severity = Severity.Warning,
            Root = complaint.Subject,
            Edit = complaint.Subject,
            Subject = complaint.Subject,
            Notes = notes,
            Chain = [new Claim($"Readiness gate {gate} is not met; {owner} has to set it", [told])],
            Facts = Facts.Of(("gate", gate), (FactNames.Workload, complaint.Subject.Short())),
            Weights = [Confidence.Stated],
            Explains = [.. waiting.Select(w => w.Symptom)],
            Onset = waiting.Min(w => w.Symptom.Since),
            Summary = $"Pods of {complaint.Subject.Named()} run and get no traffic: readiness gate {gate} is not met, which {owner} has to set.",
        };
    }
}
