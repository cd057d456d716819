using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Changes;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Rollouts;

/// <summary>
/// Says of an explanation that the workload ran well with its revision before the present one, and that the trouble
/// came with the present one: only then going back is known to help. It names no cause, and makes nothing surer.
/// </summary>
internal static class WellBefore
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(30);

    // What was replaced sooner may never have been well.
    private static readonly TimeSpan Stood = TimeSpan.FromMinutes(10);

    public static Draft Tell(Scene scene, Draft draft)
    {
        var workload = draft.Edit.Kind is "Deployment" or "StatefulSet" or "DaemonSet"
            ? draft.Edit.Whole()
            : draft.Subject;
        if (Latest(scene.Index, workload) is not { } turn)
        {
            return draft;
        }

        var pods = scene.Index.PodsOf(workload);
        var sick = draft.Explains.Select(s => s.Object).Where(o => o.Kind == "Pod").Select(o => o.Name).ToHashSet();
        var old = pods.Where(turn.IsOld).ToList();
        if (old.Any(p => sick.Contains(p.Metadata.Name)))
        {
            return draft;
        }

        var ready = old.Count(p => p.IsReady() && !p.IsLeaving());
        if (ready == 0 && !CameWith(scene, workload, draft.Onset, turn))
        {
            return draft;
        }

        var notes = new Notes();
        notes.AddRange(draft.Notes.All);
        notes.Add(
            Sources.Changes, "well-before", workload, turn.At,
            ready > 0
                ? $"{Say.Count(ready, "pod")} of revision {turn.Before}, before the present one, {(ready == 1 ? "is" : "are")} ready"
                : $"Revision {turn.Before} came at {Say.Clock(turn.Made)} and stood until {Say.Clock(turn.At)}, and nothing bad is known of it");
        return draft with
        {
            Notes = notes,
            Facts = draft.Facts.SetItem(FactNames.WellBefore, turn.Before),
        };
    }

    private static bool CameWith(Scene scene, ObjectRef workload, DateTimeOffset onset, Turn turn) =>
        turn.At - turn.Made >= Stood &&
        onset >= turn.At - ChangeTimeline.Tolerance && onset <= turn.At + Soon &&
        !scene.Index.PodEventsOf(workload).Any(e => e.Reason == "BackOff" && e.LastSeen < turn.At);

    private static Turn? Latest(WorldIndex index, ObjectRef workload)
    {
        var uid = index.Objects.Find(workload.Kind, workload.Namespace ?? "", workload.Name)?.Metadata.Uid ?? "";
        return workload.Kind == "Deployment"
            ? index.RevisionsOf(uid).OrderBy(RevisionChanges.Number).ToList() is [.., var before, var now]
                ? Turned(
                    RevisionChanges.Number(before).ToString(System.Globalization.CultureInfo.InvariantCulture),
                    before.Metadata, now.Metadata, p => p.Metadata.Controller?.Uid == before.Metadata.Uid)
                : null
            : index.SetRevisionsOf(uid) is [.., var earlier, var latest]
                ? Turned(
                    earlier.Metadata.Name, earlier.Metadata, latest.Metadata,
                    p => p.Metadata.Labels.GetValueOrDefault("controller-revision-hash") is { Length: > 0 } hash &&
                        earlier.Metadata.Name.EndsWith(hash, StringComparison.Ordinal))
                : null;
    }

    // A template that came back has an old object: when it came back is not in it.
    private static Turn? Turned(string before, ObjectMeta earlier, ObjectMeta latest, Func<Pod, bool> isOld) =>
        earlier.CreationTimestamp is { } made && latest.CreationTimestamp is { } at && at > made
            ? new Turn(before, made, at, isOld)
            : null;

    private sealed record Turn(string Before, DateTimeOffset Made, DateTimeOffset At, Func<Pod, bool> IsOld);
}
