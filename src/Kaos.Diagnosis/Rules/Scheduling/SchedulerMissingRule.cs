using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Scheduling;

/// <summary>Pods that name a scheduler from which nobody has heard a word.</summary>
internal sealed class SchedulerMissingRule : IRule
{
    public ImmutableArray<string> Causes => [CauseCodes.SchedulerMissing];

    public ImmutableArray<string> Explains => [SymptomCodes.Pending];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        var waiting = complaint.Of(SymptomCodes.Pending)
            .Select(s => (Symptom: s, Pod: scene.Index.Objects.Find<Pod>(s.Object.Namespace ?? "", s.Object.Name)))
            .Where(s =>
                s.Pod is { Spec: { NodeName: null, SchedulerName: not (null or "" or "default-scheduler") } } pod &&
                pod.Status.Conditions.Condition("PodScheduled") is null)
            .ToList();
        if (waiting.Count == 0 || waiting[0].Pod is not { } pod)
        {
            yield break;
        }

        var notes = new Notes();
        var name = pod.Spec.SchedulerName ?? "";
        var id = notes.Add(
            Sources.Spec, "scheduler", pod.Ref(), scene.Now,
            $"Pod {pod.Metadata.Name} asks for scheduler {name}; no scheduler has said anything about it");
        yield return new Draft
        {
            Cause = CauseCodes.SchedulerMissing,
            Severity = Severity.Warning,
            Root = complaint.Subject,
            Edit = complaint.Subject,
            Subject = complaint.Subject,
            Notes = notes,
            Chain = [new Claim($"Its schedulerName is {name}, and no such scheduler has looked at the pod", [id])],
            Facts = Facts.Of(("scheduler", name), (FactNames.Workload, complaint.Subject.Short())),
            Weights = [Confidence.Derived, Confidence.Hint],
            Explains = [.. waiting.Select(w => w.Symptom)],
            Onset = waiting.Min(w => w.Symptom.Since),
            Summary = $"{complaint.Subject.Named()} waits for scheduler {name}, which does not run or does not answer.",
        };
    }
}
