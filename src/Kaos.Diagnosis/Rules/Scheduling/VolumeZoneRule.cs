using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Scheduling;

/// <summary>
/// A pod that has to be in two places: its volume is in one zone or on one node, and its own selector, its affinity or
/// another of its volumes is elsewhere. Told from the fields; the scheduler's words name only halves of it.
/// </summary>
internal sealed class VolumeZoneRule : IRule
{
    public ImmutableArray<string> Causes => [CauseCodes.VolumeZoneConflict];

    public ImmutableArray<string> Explains => [SymptomCodes.Pending];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        foreach (var group in complaint.Of(SymptomCodes.Pending)
            .Select(s => (Symptom: s, Pod: scene.Index.Objects.Find<Pod>(s.Object.Namespace ?? "", s.Object.Name)))
            .Where(s => s.Pod is not null)
            .Select(s => (s.Symptom, Found: Of(scene, s.Pod!)))
            .Where(s => s.Found is not null)
            .GroupBy(s => s.Found!.Kind))
        {
            yield return Draft(scene, complaint.Subject, group.First().Found!, [.. group.Select(g => g.Symptom)]);
        }
    }

    /// <summary>
    /// The conflict in which an unscheduled pod is; null when there is none, or when no node is known.
    /// </summary>
    public static Conflict? Of(Scene scene, Pod pod)
    {
        if (pod.Spec.NodeName is { Length: > 0 } || scene.Index.Objects.Nodes.Count == 0)
        {
            return null;
        }

        var places = VolumePlace.Of(scene, pod);
        if (places.Any(p => VolumePlace.Within(scene, [p]).Count == 0))
        {
            return null;
        }

        var within = VolumePlace.Within(scene, places);
        if (places.Count > 1 && within.Count == 0)
        {
            var newer = places.OrderBy(p => p.Claim.Metadata.CreationTimestamp)
                .ThenBy(p => p.Claim.Metadata.Name, StringComparer.Ordinal).ToList();
            return new Conflict(
                "volumes", pod, newer[^1],
                newer.First(p => VolumePlace.Within(scene, [p, newer[^1]]).Count == 0 || p == newer[0]).Words);
        }

        return places.Count > 0 && PodPlace.Refuses(scene, pod, within) is { } demand &&
            PodPlace.Refuses(scene, pod, scene.Index.Objects.Nodes) is null
            ? new Conflict("pod", pod, places[0], demand)
            : null;
    }

    private static Draft Draft(Scene scene, ObjectRef subject, Conflict conflict, ImmutableArray<Symptom> symptoms)
    {
        var (place, notes) = (conflict.Place, new Notes());
        var reach = VolumePlace.Within(scene, [place]);
        var tied = notes.Add(
            Sources.Spec, "volume-place", place.Claim.Ref(), scene.Now,
            $"The {place.Words} can be reached from {Say.Count(reach.Count, "node")} only: {Say.List(reach.Select(n => n.Metadata.Name))}",
            ("nodes", reach.Count));
        var against = conflict.Kind == "volumes"
            ? $"its {conflict.Against} is elsewhere"
            : $"the pod itself asks for {conflict.Against}, which none of those has";
        var elsewhere = notes.Add(
            Sources.Spec, "pod-place", conflict.Pod.Ref(), scene.Now, char.ToUpperInvariant(against[0]) + against[1..]);
        var said = conflict.Pod.Status.Conditions.Condition("PodScheduled") is { IsFalse: true, Message: { Length: > 0 } message } condition
            ? notes.Add(
                Sources.PodStatus, "unschedulable", conflict.Pod.Ref(), condition.LastTransitionTime ?? scene.Now,
                $"The scheduler says: {Say.Short(message)}")
            : null;
        var maker = StorageIndex.Of(scene.Index.Objects).MakerOf(place.Claim)?.Ref();
        var (root, edit) = conflict.Kind == "volumes"
            ? (place.Claim.Ref(), maker ?? place.Claim.Ref())
            : (subject, subject);
        return new Draft
        {
            Cause = CauseCodes.VolumeZoneConflict,
            Severity = Severity.Warning,
            Root = root,
            Edit = edit,
            Subject = subject,
            Notes = notes,
            Chain =
            [
                new Claim($"The {place.Words} can be reached from {Say.Count(reach.Count, "node")} only", [tied]),
                new Claim($"So no node fits: {against}", said is null ? [elsewhere] : [elsewhere, said]),
            ],
            Facts = Facts.Of(
                ("claim", place.Claim.Metadata.Name), ("volume", place.Volume.Metadata.Name),
                ("volumePlace", place.Terms.Words), ("against", conflict.Against)),
            Weights = said is null
                ? [Confidence.Derived, Confidence.Aligned]
                : [Confidence.Derived, Confidence.Aligned, Confidence.Agreeing],
            Explains = symptoms,
            Onset = symptoms.Min(s => s.Since),
            Summary = $"{subject.Named()} fits on no node: the {place.Words} is reached from {Say.List(reach.Select(n => n.Metadata.Name))} only, and {against}.",
        };
    }

    /// <param name="Kind"><c>volumes</c> (two of them lie apart) or <c>pod</c> (its own demands lead
    /// elsewhere).</param>
    /// <param name="Against">What the place is at odds with, in words.</param>
    internal sealed record Conflict(string Kind, Pod Pod, VolumePlace Place, string Against);
}
