using System.Collections.Immutable;
using System.Globalization;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Changes;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Rollouts;

/// <summary>
/// Looks behind trouble that nothing more exact explains: where only pods of the newest revision have it, and those of
/// the revision before are well, or were until it came, the revision is the cause.
/// </summary>
internal static class BadRollout
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(30);
    private static readonly string[] Hashes = ["pod-template-hash", "controller-revision-hash"];
    private static readonly HashSet<string> Follows = [CauseCodes.CrashLoop, CauseCodes.ProbeFailing];

    public static Draft Behind(Scene scene, Draft draft)
    {
        if (!Follows.Contains(draft.Cause) || draft.Facts.ContainsKey("missingVariable"))
        {
            return draft;
        }

        var sick = draft.Explains.Select(s => scene.Index.Objects.Find<Pod>(s.Object.Namespace ?? "", s.Object.Name))
            .OfType<Pod>().ToList();
        var hashes = sick.Select(Hash).Distinct(StringComparer.Ordinal).ToList();
        if (hashes is not [{ Length: > 0 } newest])
        {
            return draft;
        }

        var sound = scene.Index.PodsOf(draft.Subject)
            .Where(p => Hash(p) is { Length: > 0 } other && other != newest && p.IsReady()).ToList();
        var item = scene.Index.Objects.Find(draft.Subject.Kind, draft.Subject.Namespace ?? "", draft.Subject.Name);
        var names = item switch
        {
            Deployment deployment => OfDeployment(scene, deployment, newest),
            StatefulSet or DaemonSet => OfSet(scene, item, newest, sound),
            _ => null,
        };
        var change = scene.Timeline(draft.Subject).Changes.LastOrDefault(c =>
            c.Kind == ChangeKind.Revision && c.Object == draft.Subject);
        var at = names?.At ?? change?.At;
        var began = at is { } rolled && draft.Onset >= rolled - ChangeTimeline.Tolerance &&
            draft.Onset <= rolled + Soon;
        return names is not null && at is { } since && (sound.Count > 0 || (began && names.WasWell))
            ? Caused(scene, draft, names, since, change, sound)
            : draft;
    }

    private static Draft Caused(
        Scene scene, Draft draft, Revisions names, DateTimeOffset at, Change? change, List<Pod> sound)
    {
        var what = change?.What is { } said && said.IndexOf(": ", StringComparison.Ordinal) is var cut and > 0
            ? said[(cut + 2)..]
            : null;
        var notes = new Notes();
        notes.AddRange(draft.Notes.All);
        var rolled = notes.Add(
            Sources.Changes, "revision", draft.Subject, at,
            $"Revision {names.Now} of {draft.Subject.Named()} came at {Say.Clock(at)}{By(change)}{(what is null ? "" : $": {what}")}");
        var well = notes.Add(
            Sources.PodStatus, "earlier-revision", draft.Subject, scene.Now,
            sound.Count > 0
                ? $"{Say.Count(sound.Count, "pod")} of revision {names.Before} {(sound.Count == 1 ? "is" : "are")} ready"
                : $"Nothing bad is known of revision {names.Before}",
            ("ready", sound.Count));
        return draft with
        {
            Cause = CauseCodes.BadRollout,
            Root = draft.Subject,
            Edit = draft.Subject,
            Notes = notes,
            Chain = [new Claim($"Revision {names.Now} was rolled out at {Say.Clock(at)}", [rolled]), .. draft.Chain],
            RuledOut = draft.RuledOut.Add(new RuledOut(
                "something around the workload", $"revision {names.Before} is well in the same place", [well])),
            Weights = [.. draft.Weights, sound.Count > 0 ? Confidence.Derived : Confidence.Aligned],
            Facts = draft.Facts.SetItems(Facts.Of(
                (FactNames.PreviousRevision, names.Before),
                (FactNames.CurrentRevision, names.Now),
                (FactNames.ChangedAt, Say.Stamp(at)),
                (FactNames.ChangedBy, change?.Who),
                ("changed", what))),
            Summary = $"Revision {names.Now}{(what is null ? "" : $" ({what})")}, rolled out at {Say.Clock(at)}, began this; " +
                $"revision {names.Before} {(sound.Count > 0 ? "is" : "was")} well. {draft.Summary}",
        };
    }

    private static string By(Change? change) => change is { Who: not "unknown" } known ? $" by {known.Who}" : "";

    private static Revisions? OfDeployment(Scene scene, Deployment deployment, string hash)
    {
        var sets = scene.Index.RevisionsOf(deployment.Metadata.Uid).OrderBy(RevisionChanges.Number).ToList();
        if (sets is not [.., var before, var now] || now.Metadata.Labels.GetValueOrDefault(Hashes[0]) != hash)
        {
            return null;
        }

        // Pods that went with the roll-out leave probe failures behind; a back-off is another matter.
        var prefix = before.Metadata.Name + "-";
        var wasWell = !scene.Index.PodEventsOf(deployment.Ref()).Any(e =>
            e.Reason == "BackOff" && e.InvolvedObject.Name?.StartsWith(prefix, StringComparison.Ordinal) == true);
        var at = now.Metadata.CreationTimestamp > before.Metadata.CreationTimestamp
            ? now.Metadata.CreationTimestamp
            : null;
        return new Revisions(Text(before), Text(now), at) { WasWell = wasWell };
    }

    // Pods of a set keep their names, or their node; so where none of the old template is left to compare with, it is
    // the time that tells, and the kept revisions that there was another one.
    private static Revisions? OfSet(Scene scene, IKubernetesObject set, string hash, List<Pod> sound) =>
        scene.Index.SetRevisionsOf(set.Metadata.Uid) is [.., var earlier, var latest] &&
            latest.Metadata.Name.EndsWith(hash, StringComparison.Ordinal)
            ? new Revisions(earlier.Metadata.Name, latest.Metadata.Name, null) { WasWell = true }
            : set switch
            {
                StatefulSet { Status: { UpdateRevision: { } now, CurrentRevision: { } before } } when now != before &&
                    now.EndsWith(hash, StringComparison.Ordinal) =>
                    new Revisions(before, now, null),
                DaemonSet when sound.Count > 0 => new Revisions(Hash(sound[0]) ?? "", hash, null),
                _ => null,
            };

    private static string Text(ReplicaSet set) => RevisionChanges.Number(set) is > 0 and var number
        ? number.ToString(CultureInfo.InvariantCulture)
        : set.Metadata.Name;

    private static string? Hash(Pod pod) =>
        Hashes.Select(name => pod.Metadata.Labels.GetValueOrDefault(name)).FirstOrDefault(hash => hash is not null);

    private sealed record Revisions(string Before, string Now, DateTimeOffset? At)
    {
        public bool WasWell { get; init; }
    }
}
