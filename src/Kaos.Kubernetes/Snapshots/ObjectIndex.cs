using System.Collections.Concurrent;
using Kaos.Kubernetes.Models;

namespace Kaos.Kubernetes.Snapshots;

/// <summary>Lookups that most readers of a snapshot never ask for: built per kind, on first use.</summary>
internal sealed class ObjectIndex
{
    private readonly Dictionary<Type, IReadOnlyList<IKubernetesObject>> byKind;
    private readonly ConcurrentDictionary<Type, object> byName = new();
    private readonly Lazy<Dictionary<string, IKubernetesObject>> byUid;
    private readonly ConcurrentDictionary<string, Dictionary<(string, string), IKubernetesObject>> byKindName = new();

    public ObjectIndex(Dictionary<Type, IReadOnlyList<IKubernetesObject>> byKind)
    {
        this.byKind = byKind;
        byUid = new Lazy<Dictionary<string, IKubernetesObject>>(IndexUids);
    }

    public Dictionary<string, IKubernetesObject> ByUid => byUid.Value;

    public Dictionary<(string Namespace, string Name), T> ByName<T>()
        where T : class, IKubernetesObject =>
        (Dictionary<(string, string), T>)byName.GetOrAdd(typeof(T), _ => IndexNames<T>());

    public IKubernetesObject? Find(string kind, string @namespace, string name) =>
        byKindName.GetOrAdd(kind, IndexKind).GetValueOrDefault((@namespace, name));

    private Dictionary<(string, string), T> IndexNames<T>()
        where T : class, IKubernetesObject
    {
        var names = new Dictionary<(string, string), T>();
        if (byKind.TryGetValue(typeof(T), out var list))
        {
            foreach (var item in list)
            {
                names[(item.Metadata.Namespace, item.Metadata.Name)] = (T)item;
            }
        }

        return names;
    }

    private Dictionary<(string, string), IKubernetesObject> IndexKind(string kind)
    {
        var names = new Dictionary<(string, string), IKubernetesObject>();
        foreach (var list in byKind.Values.Where(list => list.Count > 0 && (list[0].Kind == kind || list[0] is CustomResource)))
        {
            foreach (var item in list.Where(item => item.Kind == kind))
            {
                names[(item.Metadata.Namespace, item.Metadata.Name)] = item;
            }
        }

        return names;
    }

    private Dictionary<string, IKubernetesObject> IndexUids()
    {
        var uids = new Dictionary<string, IKubernetesObject>();
        foreach (var item in byKind.Values.SelectMany(list => list).Where(item => item.Metadata.Uid.Length > 0))
        {
            uids[item.Metadata.Uid] = item;
        }

        return uids;
    }
}
