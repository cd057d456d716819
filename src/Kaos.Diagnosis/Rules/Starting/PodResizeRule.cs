using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Symptoms;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Starting;

/// <summary>A running pod whose resources were changed in place and that keeps its old ones.</summary>
internal sealed class PodResizeRule : IRule
{
    public ImmutableArray<string> Causes => [CauseCodes.PodResizeStuck];

    public ImmutableArray<string> Explains => [SymptomCodes.PodResizeStuck];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        var symptoms = complaint.Of(SymptomCodes.PodResizeStuck).ToImmutableArray();
        if (symptoms.IsEmpty ||
            scene.Index.Objects.Find<Pod>(symptoms[0].Object.Namespace ?? "", symptoms[0].Object.Name) is not { } pod ||
            PodResizeSymptoms.Stuck(pod) is not { } stuck)
        {
            yield break;
        }

        var subject = complaint.Subject;
        var node = pod.Spec.NodeName ?? "";
        var says = $"{stuck.Reason}: {Say.Short(stuck.Message ?? "no more is said", 300)}";
        var notes = new Notes();
        var told = notes.Add(
            Sources.PodStatus, "resize", pod.Ref(), symptoms[0].Since, $"{stuck.Type} is True, {says}");
        yield return new Draft
        {
            Cause = CauseCodes.PodResizeStuck,
            Severity = Severity.Warning,
            Root = subject,
            Edit = subject,
            Subject = subject,
            Notes = notes,
            Chain = [new Claim($"The kubelet of node {node} does not resize the pod: {says}", [told])],
            Facts = Facts.Of((FactNames.Node, node), ("reason", stuck.Reason), (FactNames.Workload, subject.Short())),
            Weights = [Confidence.Stated, Confidence.Aligned],
            Explains = symptoms,
            Onset = symptoms.Min(s => s.Since),
            Summary = $"{subject.Named()} runs with its old resources: node {node} does not resize pod " +
                $"{pod.Metadata.Name}, {says}",
        };
    }
}
