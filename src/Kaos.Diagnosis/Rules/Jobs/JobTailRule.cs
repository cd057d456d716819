using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Jobs;

/// <summary>
/// A container beside the work that keeps a Job from ending; as a native sidecar it would be ended with it.
/// </summary>
internal sealed class JobTailRule : IRule
{
    public ImmutableArray<string> Causes => [CauseCodes.JobSidecarRunsOn];

    public ImmutableArray<string> Explains => [SymptomCodes.JobStuck];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint) => complaint.Of(SymptomCodes.JobStuck)
        .Take(1)
        .Select(s => Draft(scene, complaint, s));

    private static Draft Draft(Scene scene, Complaint complaint, Symptom symptom)
    {
        var subject = complaint.Subject;
        var container = symptom.Object.Container ?? "";
        var target = subject with { Container = container };
        var pod = scene.Index.Objects.Find<Pod>(symptom.Object.Namespace ?? "", symptom.Object.Name);
        var done = pod?.Status.ContainerStatuses.Where(s => s?.State.Terminated is not null).Select(s => s.Name)
            .ToList() ?? [];
        var notes = new Notes();
        var ended = notes.Add(
            Sources.PodStatus, "work-done", symptom.Object.Whole(), symptom.Since,
            $"{Say.List(done)} ended with exit code 0 at {Say.Clock(symptom.Since)}");
        var runs = notes.Add(
            Sources.PodStatus, "runs-on", symptom.Object, scene.Now,
            $"Container {container} still runs; it serves and does not end by itself");
        return new Draft
        {
            Cause = CauseCodes.JobSidecarRunsOn,
            Severity = Severity.Warning,
            Root = target,
            Edit = target,
            Subject = subject,
            Notes = notes,
            Chain = [new Claim("The work is done", [ended]),
                new Claim($"Container {container} runs on, so the Job does not end", [runs])],
            Facts = Facts.Of(
                (FactNames.Container, container), (FactNames.Workload, subject.Short()),
                ("job", pod?.Metadata.Controller?.Name)),
            Weights = [Confidence.Derived, Confidence.Derived],
            Explains = [.. complaint.Of(SymptomCodes.JobStuck)],
            Onset = symptom.Since,
            Summary = $"{subject.Named()} does not end: its work is done since {Say.Clock(symptom.Since)}, and container {container} runs on. " +
                "As an init container with restartPolicy Always it would end with the work.",
        };
    }
}
