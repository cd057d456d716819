using System.Collections.Immutable;
using System.Globalization;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Changes;

/// <summary>
/// Pod templates as they followed each other: ReplicaSets keep a Deployment's, ControllerRevisions those of the others.
/// </summary>
internal static class RevisionChanges
{
    private const string Revision = "deployment.kubernetes.io/revision";

    public static IEnumerable<Change> Of(WorldIndex index, Deployment deployment) => Between(
        deployment,
        index.RevisionsOf(deployment.Metadata.Uid)
            .Select(r => new Kept(Number(r), r.Metadata.CreationTimestamp, r.Spec.Template.Spec)));

    /// <summary>
    /// Of a StatefulSet or DaemonSet; where its revisions are not known, that its template was written is.
    /// </summary>
    public static IEnumerable<Change> OfSet(WorldIndex index, IKubernetesObject set)
    {
        var kept = index.SetRevisionsOf(set.Metadata.Uid);
        return kept.Count > 1
            ? Between(
                set, kept.Select(r => new Kept(r.Revision, r.Metadata.CreationTimestamp, r.Data.Spec.Template.Spec)))
            : set.LaterWrites("f:spec", "f:template").Take(1)
                .Select(write => Made(set, write.Time ?? default, write.Manager, "pod template changed"));
    }

    /// <summary>Counted by the Deployment controller; 0 when it does not say.</summary>
    public static long Number(ReplicaSet set) =>
        set.Metadata.Annotations.TryGetValue(Revision, out var text) &&
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;

    private static IEnumerable<Change> Between(IKubernetesObject of, IEnumerable<Kept> kept)
    {
        var revisions = kept.OrderBy(r => r.Number).ThenBy(r => r.Created).ToList();
        var writes = of.LaterWrites("f:spec", "f:template").ToList();
        for (var i = 1; i < revisions.Count; i++)
        {
            var (before, after) = (revisions[i - 1], revisions[i]);

            // A template that comes back is an old object with a new number: when it came back, only the write tells.
            var isBack = after.Created <= before.Created;
            var at = !isBack ? after.Created : i == revisions.Count - 1 && writes is [{ Time: { } last }, ..] &&
                last > before.Created ? last : null;
            if (at is not { } time)
            {
                continue;
            }

            var who = writes.MinBy(w => ((w.Time ?? time) - time).Duration())?.Manager ?? "unknown";
            var differing = TemplateDifference.Between(before.Pod, after.Pod).ToList();
            var what = differing.Count > 0 ? Say.List(differing) : "pod template changed";
            yield return Made(
                of, time, who, $"revision {after.Number}: {what}{(isBack ? " (an earlier template again)" : "")}");
        }
    }

    private static Change Made(IKubernetesObject of, DateTimeOffset at, string who, string what) =>
        new(at, ChangeKind.Revision, of.Ref(), who, what, ImmutableSortedDictionary<string, string>.Empty);

    private sealed record Kept(long Number, DateTimeOffset? Created, PodSpec Pod);
}
