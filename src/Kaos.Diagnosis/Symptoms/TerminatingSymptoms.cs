using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>
/// Objects that were deleted long ago and are still there. A pod's deletion time already includes its grace.
/// </summary>
internal static class TerminatingSymptoms
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Judges one kind. Pods and what is said of objects matter only to pods themselves and to claims made for them.
    /// </summary>
    public static ISymptomSource Source<T>(Func<ClusterObjects, IReadOnlyList<T>> subjects)
        where T : class, IKubernetesObject => new SymptomSource<T>(subjects, Of, (index, change) => change.Any switch
        {
            Event or PodMetrics or NodeMetrics or Node => [],
            Pod when typeof(T) != typeof(PersistentVolumeClaim) => [],
            Namespace => subjects(index.Objects),
            var other => subjects(index.Objects).Where(o => o.Metadata.Namespace == other.Metadata.Namespace),
        });

    public static IEnumerable<Symptom> Of(WorldIndex index, IKubernetesObject item, Moment now)
    {
        if (item.Metadata.DeletionTimestamp is { } at && (item is Pod || item.Metadata.Finalizers.Count > 0) &&
            !IsInGoingNamespace(index, item) && now.IsPast(at, Patience))
        {
            yield return new Symptom(
                SymptomCodes.StuckTerminating, item.Ref(), Owners.TopOwner(index.Objects, item), Severity.Warning, at,
                $"{item.Kind} {item.Metadata.Name} was to be gone at {Say.Clock(at)} and is still there");
        }
    }

    // There the namespace is what does not go.
    private static bool IsInGoingNamespace(WorldIndex index, IKubernetesObject item) =>
        index.Objects.Find<Namespace>("", item.Metadata.Namespace)?.Metadata.DeletionTimestamp is not null &&
            item is not Pod;
}
