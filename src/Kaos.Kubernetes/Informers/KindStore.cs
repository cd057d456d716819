using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Kubernetes.Informers;

/// <summary>
/// The known objects of one kind. Every member is called with the hub's gate held, unless it says otherwise.
/// </summary>
internal abstract class KindStore
{
    public abstract void AddTo(ClusterObjectsBuilder builder);
}

internal sealed class KindStore<T>(string kind, CacheHub hub) : KindStore
    where T : class, IKubernetesObject
{
    private readonly Dictionary<(string Namespace, string Name), T> items = [];
    private T[]? frozen;
    private bool wasRead;

    /// <summary>Takes a whole list as the truth about a scope. Takes the gate itself.</summary>
    /// <param name="scope">A namespace; null for all.</param>
    public void Replace(string? scope, IReadOnlyList<T> list)
    {
        lock (hub.Gate)
        {
            wasRead = true;
            var gone = items.Keys.Where(key => scope is null || key.Namespace == scope).ToHashSet();
            foreach (var item in list)
            {
                gone.Remove(KeyOf(item));
                if (!IsKnown(item))
                {
                    Put(item);
                }
            }

            foreach (var key in gone)
            {
                Remove(key);
            }

            hub.Touched();
        }
    }

    /// <summary>Applies one change. Takes the gate itself.</summary>
    public void Apply(WatchEvent<T> change)
    {
        lock (hub.Gate)
        {
            if (change.Type == WatchEventType.Deleted)
            {
                Remove(KeyOf(change.Object));
            }
            else if (change.Type != WatchEventType.Bookmark && !IsKnown(change.Object))
            {
                Put(change.Object);
            }
        }
    }

    /// <summary>
    /// Announces every object of the scope again, for consumers that lost something. Takes the gate itself.
    /// </summary>
    public void Resync(string? scope)
    {
        lock (hub.Gate)
        {
            foreach (var (@namespace, name) in items.Keys.Where(key => scope is null || key.Namespace == scope))
            {
                hub.Announce(new ObjectKey(kind, @namespace, name));
            }
        }
    }

    public override void AddTo(ClusterObjectsBuilder builder)
    {
        if (wasRead)
        {
            frozen ??= [.. items.Values];
            builder.AddRange<T>(frozen);
        }
    }

    private void Put(T item)
    {
        items[KeyOf(item)] = item;
        frozen = null;
        hub.Changed(new ObjectKey(kind, item.Metadata.Namespace, item.Metadata.Name));
    }

    private void Remove((string Namespace, string Name) key)
    {
        if (items.Remove(key))
        {
            frozen = null;
            hub.Changed(new ObjectKey(kind, key.Namespace, key.Name));
        }
    }

    /// <summary>Metrics have no resourceVersion; those are always news.</summary>
    private bool IsKnown(T item) =>
        item.Metadata.ResourceVersion.Length > 0
        && items.TryGetValue(KeyOf(item), out var known)
        && known.Metadata.ResourceVersion == item.Metadata.ResourceVersion
        && known.Metadata.Uid == item.Metadata.Uid;

    private static (string Namespace, string Name) KeyOf(T item) => (item.Metadata.Namespace, item.Metadata.Name);
}
