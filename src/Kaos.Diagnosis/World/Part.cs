using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.World;

/// <summary>
/// One question that the index answers. It is built when it is first asked; once built, it is carried over from version
/// to version by what changed, and never built again.
/// </summary>
/// <param name="kinds">The objects that may be in it.</param>
/// <param name="pairs">Where one object stands in it; may ask the index of the same version.</param>
internal sealed class Part<TKey, T>(
    Func<ClusterObjects, IEnumerable<IKubernetesObject>> kinds,
    Func<WorldIndex, IKubernetesObject, IEnumerable<(TKey Key, T Item)>> pairs,
    IComparer<T> order)
    where TKey : notnull
    where T : class
{
    public Lazy<Groups<TKey, T>> In(WorldIndex index) =>
        new(() => Groups<TKey, T>.Of(kinds(index.Objects).SelectMany(item => pairs(index, item)), order));

    /// <param name="moved">Objects that may stand elsewhere although they did not change themselves.</param>
    public Lazy<Groups<TKey, T>> After(
        Lazy<Groups<TKey, T>> earlier, WorldIndex before, WorldIndex now, IReadOnlyList<ObjectChange> changes,
        IEnumerable<IKubernetesObject>? moved = null)
    {
        if (!earlier.IsValueCreated)
        {
            return In(now);
        }

        var others = moved?.ToList() ?? [];
        var gone = changes.Select(change => change.Before).OfType<IKubernetesObject>().Concat(others);
        var come = changes.Select(change => change.After).OfType<IKubernetesObject>().Concat(others);
        var next = earlier.Value.With(
            gone.SelectMany(item => pairs(before, item)), come.SelectMany(item => pairs(now, item)));
        return new Lazy<Groups<TKey, T>>(next);
    }
}
