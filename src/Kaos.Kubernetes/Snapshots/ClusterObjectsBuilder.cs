using Kaos.Kubernetes.Models;

namespace Kaos.Kubernetes.Snapshots;

/// <summary>Collects objects into a <see cref="ClusterObjects"/>. Not safe for use by several threads.</summary>
public sealed class ClusterObjectsBuilder
{
    private readonly Dictionary<Type, IReadOnlyList<IKubernetesObject>> byKind = [];

    /// <summary>Adds one object; of two with the same name the later one is found by name.</summary>
    public ClusterObjectsBuilder Add<T>(T item)
        where T : class, IKubernetesObject
    {
        if (byKind.TryGetValue(typeof(T), out var known) && known is Collected<T> list)
        {
            list.Add(item);
        }
        else
        {
            byKind[typeof(T)] = new Collected<T>(known?.Cast<T>() ?? []) { item };
        }

        return this;
    }

    /// <summary>
    /// Adds the objects of one kind; the first list of a kind is taken over as it is, without a copy.
    /// </summary>
    public ClusterObjectsBuilder AddRange<T>(IReadOnlyList<T> items)
        where T : class, IKubernetesObject
    {
        if (!byKind.TryGetValue(typeof(T), out var known))
        {
            byKind[typeof(T)] = items;
        }
        else if (items.Count > 0)
        {
            byKind[typeof(T)] = new Collected<T>([.. known.Cast<T>(), .. items]);
        }

        return this;
    }

    /// <summary>Adds the kinds of which nothing was added yet, each as it is there.</summary>
    public ClusterObjectsBuilder AddOtherKinds(ClusterObjects objects)
    {
        foreach (var (type, list) in objects.ByKind)
        {
            byKind.TryAdd(type, list);
        }

        return this;
    }

    /// <summary>The bundle. The builder must not be used afterwards.</summary>
    /// <param name="after">
    /// Objects of a moment ago, when most instances are still the same: lookups that they have built are carried over.
    /// </param>
    public ClusterObjects Build(ClusterObjects? after = null) =>
        new(new Dictionary<Type, IReadOnlyList<IKubernetesObject>>(byKind), after);

    /// <summary>A list of our own, which may grow; a list that the caller handed over may not.</summary>
    private sealed class Collected<T>(IEnumerable<T> items) : List<T>(items);
}
