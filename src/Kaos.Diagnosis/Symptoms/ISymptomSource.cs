using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>Judges objects of one kind, one at a time. Pure.</summary>
internal interface ISymptomSource
{
    /// <summary>All objects that it judges.</summary>
    IEnumerable<IKubernetesObject> Subjects(ClusterObjects objects);

    /// <summary>What is bad about one of them.</summary>
    IEnumerable<Symptom> Of(WorldIndex index, IKubernetesObject item, Moment now);

    /// <summary>Those of its subjects about which it may say something else after these changes.</summary>
    /// <param name="index">As it is after the changes.</param>
    IEnumerable<IKubernetesObject> Touched(WorldIndex index, IReadOnlyList<ObjectChange> changes);
}

/// <param name="subjects">The objects that are judged.</param>
/// <param name="of">What is bad about one. It may look at objects of the same namespace and at cluster-scoped
/// ones.</param>
/// <param name="touched">
/// Narrower than that, where it matters: which objects a change concerns. Without it, a change concerns all objects of
/// its namespace, and one of a cluster-scoped object all there are.
/// </param>
internal sealed class SymptomSource<T>(
    Func<ClusterObjects, IReadOnlyList<T>> subjects,
    Func<WorldIndex, T, Moment, IEnumerable<Symptom>> of,
    Func<WorldIndex, ObjectChange, IEnumerable<T>>? touched = null) : ISymptomSource
    where T : class, IKubernetesObject
{
    public IEnumerable<IKubernetesObject> Subjects(ClusterObjects objects) => subjects(objects);

    public IEnumerable<Symptom> Of(WorldIndex index, IKubernetesObject item, Moment now) => of(index, (T)item, now);

    public IEnumerable<IKubernetesObject> Touched(WorldIndex index, IReadOnlyList<ObjectChange> changes)
    {
        if (touched is not null)
        {
            return changes.SelectMany(change => touched(index, change)).Distinct<T>(ReferenceEqualityComparer.Instance);
        }

        var spaces = changes.Select(change => change.Any.Metadata.Namespace).ToHashSet(StringComparer.Ordinal);
        return spaces.Count == 0 ? [] : spaces.Contains("")
            ? subjects(index.Objects)
            : subjects(index.Objects)
                .Where(item => item.Metadata.Namespace.Length == 0 || spaces.Contains(item.Metadata.Namespace));
    }
}
