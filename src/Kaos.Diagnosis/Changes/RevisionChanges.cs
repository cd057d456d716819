using System.Collections.Immutable;
using System.Globalization;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Changes;

internal static class RevisionChanges
{
    private const string Revision = "deployment.kubernetes.io/revision";

    public static IEnumerable<Change> Of(WorldIndex index, Deployment deployment)
    {
        var revisions = index.RevisionsOf(deployment.Metadata.Uid).OrderBy(Number).ToList();
        for (var i = 1; i < revisions.Count; i++)
        {
            var (before, after) = (revisions[i - 1], revisions[i]);
            if (after.Metadata.CreationTimestamp is not { } at)
            {
                continue;
            }

            var who = deployment.LaterWrites("f:spec", "f:template")
                .MinBy(w => ((w.Time ?? at) - at).Duration())?.Manager ?? "unknown";
            var differing = TemplateDifference.Between(before.Spec.Template.Spec, after.Spec.Template.Spec).ToList();
            var what = differing.Count > 0
                ? $"revision {Number(after)}: {Say.List(differing)}"
                : $"revision {Number(after)}: pod template changed";
            yield return new Change(
                at, ChangeKind.Revision, deployment.Ref(), who, what, ImmutableSortedDictionary<string, string>.Empty);
        }
    }

    public static IEnumerable<Change> OfTemplate(IKubernetesObject set)
    {
        if (set.LaterWrites("f:spec", "f:template").FirstOrDefault() is { Time: { } at } write)
        {
            yield return new Change(
                at, ChangeKind.Revision, set.Ref(), write.Manager, "pod template changed",
                ImmutableSortedDictionary<string, string>.Empty);
        }
    }

    /// <summary>Counted by the Deployment controller; 0 when it does not say.</summary>
    public static long Number(ReplicaSet set) =>
        set.Metadata.Annotations.TryGetValue(Revision, out var text) &&
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;
}
