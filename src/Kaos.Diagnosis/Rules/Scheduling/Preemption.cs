using System.Globalization;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Scheduling;

/// <summary>
/// Behind pods that find no place: more important ones took theirs. Victim and culprit are told apart.
/// </summary>
internal static class Preemption
{
    private static readonly TimeSpan Recent = TimeSpan.FromHours(2);
    private static readonly HashSet<string> Follows =
        [CauseCodes.UnschedulableResources, CauseCodes.UnschedulablePodCount, CauseCodes.UnschedulableExtendedResource];

    public static Draft Behind(Scene scene, Draft draft)
    {
        if (!Follows.Contains(draft.Cause))
        {
            return draft;
        }

        var told = scene.Index.PodEventsOf(draft.Subject)
            .Where(e => e.Reason == "Preempted" && scene.Now - (e.LastSeen ?? scene.Now) < Recent)
            .OrderByDescending(e => e.LastSeen).ThenBy(e => e.InvolvedObject.Name, StringComparer.Ordinal)
            .ToList();
        return told.Count > 0 && Culprit(scene, told[0]) is { } culprit ? Caused(scene, draft, told, culprit) : draft;
    }

    // Preempted by pod 0f6c…-uid on node n1; before 1.26: Preempted by shop/web-1 on node n1.
    private static Pod? Culprit(Scene scene, Event told)
    {
        var words = (told.Message ?? "").Split(' ');
        var by = Array.IndexOf(words, "by");
        if (by < 0 || by + 1 >= words.Length)
        {
            return null;
        }

        var name = words[by + 1] == "pod" && by + 2 < words.Length ? words[by + 2] : words[by + 1];
        return name.Split('/') is [var ns, var pod]
            ? scene.Index.Objects.Find<Pod>(ns, pod)
            : scene.Index.Objects.FindByUid(name) as Pod;
    }

    private static Draft Caused(Scene scene, Draft draft, List<Event> told, Pod culprit)
    {
        var root = Owners.TopOwner(scene.Index.Objects, culprit);
        var victim = scene.Index.PodsOf(draft.Subject).Select(p => p.Spec.Priority).Max() ?? 0;
        var at = told.Min(e => e.FirstSeen) ?? draft.Onset;
        var notes = new Notes();
        notes.AddRange(draft.Notes.All);
        var taken = notes.Add(
            Sources.Events, "preempted", draft.Subject, told[0].LastSeen ?? scene.Now,
            $"{Say.Count(told.Count, "pod")} of {draft.Subject.Named()} gave way at {Say.Clock(at)}: {Say.Short(told[0].Message ?? "")}",
            ("pods", told.Count));
        var ranks = notes.Add(
            Sources.Spec, "priorities", root, scene.Now,
            $"{root.Named()} has priority {culprit.Spec.Priority ?? 0} ({culprit.Spec.PriorityClassName ?? "no class"}), {draft.Subject.Named()} has {victim}");
        return draft with
        {
            Cause = CauseCodes.Preempted,
            Root = root,
            Edit = root,
            Notes = notes,
            Chain =
            [
                new Claim(
                    $"{root.Named()} is more important (priority {culprit.Spec.Priority ?? 0} against {victim})",
                    [ranks]),
                new Claim(
                    $"It took the place of {Say.Count(told.Count, "pod")} of {draft.Subject.Named()} at {Say.Clock(at)}",
                    [taken]),
                .. draft.Chain,
            ],
            Facts = draft.Facts
                .SetItem("takenBy", root.ToString())
                .SetItem("takenByPriority", (culprit.Spec.Priority ?? 0).ToString(CultureInfo.InvariantCulture))
                .SetItem("priority", victim.ToString(CultureInfo.InvariantCulture)),
            Weights = draft.Weights.Add(Confidence.Stated),
            Onset = at,
            Summary = $"{draft.Subject.Named()} lost {Say.Count(told.Count, "pod")} to {root.Named()}, which is more important, and finds no other place. {draft.Summary}",
        };
    }
}
