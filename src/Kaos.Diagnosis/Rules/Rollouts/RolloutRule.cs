using System.Collections.Immutable;
using System.Globalization;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Rollouts;

/// <summary>
/// A roll-out that exceeded its deadline while no pod shows why: said with what stands. Where anything else is wrong
/// with the workload, the roll-out follows from that.
/// </summary>
internal sealed class RolloutRule : IRule
{
    public ImmutableArray<string> Causes => [CauseCodes.RolloutStalled];

    public ImmutableArray<string> Explains => [SymptomCodes.RolloutStuck];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        if (complaint.Symptoms.All(s => s.Code == SymptomCodes.RolloutStuck) &&
            scene.Index.Objects.Find<Deployment>(
                complaint.Subject.Namespace ?? "", complaint.Subject.Name) is { } deployment)
        {
            yield return Draft(scene, complaint, deployment);
        }
    }

    private static Draft Draft(Scene scene, Complaint complaint, Deployment deployment)
    {
        var notes = new Notes();
        var symptom = complaint.Symptoms[0];
        var wanted = deployment.Spec.Replicas ?? 1;
        var status = deployment.Status;
        var said = deployment.Status.Conditions.Condition("Progressing")?.Message ?? symptom.Text;
        var deadline = notes.Add(Sources.Spec, "deadline", complaint.Subject, symptom.Since, Say.Short(said));
        var stands =
            $"{status.UpdatedReplicas} of {wanted} pods are new, {status.AvailableReplicas} of {wanted} are available";
        var counts = notes.Add(
            Sources.Spec, "replicas", complaint.Subject, scene.Now, stands,
            ("wanted", wanted), ("updated", status.UpdatedReplicas), ("available", status.AvailableReplicas));
        var newest = scene.Index.RevisionsOf(deployment.Metadata.Uid) is { Count: > 0 } sets ? sets[^1] : null;
        return new Draft
        {
            Cause = CauseCodes.RolloutStalled,
            Severity = Severity.Warning,
            Root = complaint.Subject,
            Edit = complaint.Subject,
            Subject = complaint.Subject,
            Notes = notes,
            Chain = [new Claim($"The roll-out stands: {stands}", [counts]),
                new Claim("It exceeded its deadline", [deadline])],
            Facts = Facts.Of(
                (FactNames.Workload, complaint.Subject.Short()),
                (FactNames.CurrentRevision,
                    newest?.Metadata.Annotations.GetValueOrDefault("deployment.kubernetes.io/revision")),
                ("available", status.AvailableReplicas.ToString(CultureInfo.InvariantCulture)),
                (FactNames.WantedReplicas, wanted.ToString(CultureInfo.InvariantCulture))),
            // Why pods are not made or not well is said in events, as long as these are kept.
            Weights = HasSpoken(scene, complaint.Subject, newest)
                ? [Confidence.Derived, Confidence.Agreeing]
                : [Confidence.Derived],
            Explains = complaint.Symptoms,
            Onset = symptom.Since,
            Summary = $"The roll-out of {complaint.Subject.Named()} stands since {Say.Clock(symptom.Since)}: {stands}; no pod says why.",
        };
    }

    private static bool HasSpoken(Scene scene, ObjectRef subject, ReplicaSet? newest) =>
        scene.Index.EventsOf(subject).Any() || scene.Index.PodEventsOf(subject).Any() ||
        (newest is not null && scene.Index.EventsOf(newest.Ref()).Any());
}
