using System.Text.Json.Nodes;

namespace Kaos.PracticeCluster.Storage;

internal enum ChangeKind
{
    Added,
    Modified,
    Deleted,
}

// One committed change. Old is what was there before; both are never modified after the commit.
internal sealed record Change(long Revision, ChangeKind Kind, ObjectKey Key, JsonObject Object, JsonObject? Old);

// Objects by kind, one revision counter, and the recent past for watches and lists at a revision.
// Not synchronised: the world's lock guards it.
internal sealed class ObjectStore
{
    private const int HistoryCap = 4_000;
    private readonly Dictionary<ResourceType, SortedDictionary<(string, string), JsonObject>> _kinds = [];
    private readonly LinkedList<Change> _history = [];

    public long Revision { get; private set; } = 1;

    // The newest revision that has been forgotten: a watch from before it must be told so.
    public long Compacted { get; private set; } = 1;

    // Called at every commit, within it.
    public Action<Change>? Committed { get; set; }

    public JsonObject? Get(ObjectKey key) => Kind(key.Type).GetValueOrDefault((key.Namespace, key.Name));

    public IEnumerable<JsonObject> List(ResourceType type, string? ns = null) =>
        string.IsNullOrEmpty(ns)
            ? Kind(type).Values
            : Kind(type).Where(entry => entry.Key.Item1 == ns).Select(entry => entry.Value);

    public JsonObject Put(ObjectKey key, JsonObject candidate)
    {
        var kind = Kind(key.Type);
        var old = kind.GetValueOrDefault((key.Namespace, key.Name));
        Revision++;
        candidate.Make("metadata")["resourceVersion"] = Text(Revision);
        var stored = Json.Canonical(candidate);
        kind[(key.Namespace, key.Name)] = stored;
        Commit(new Change(Revision, old is null ? ChangeKind.Added : ChangeKind.Modified, key, stored, old));
        return stored;
    }

    public JsonObject? Remove(ObjectKey key)
    {
        if (!Kind(key.Type).Remove((key.Namespace, key.Name), out var old))
        {
            return null;
        }

        Revision++;
        var last = old.Copy();
        last.Make("metadata")["resourceVersion"] = Text(Revision);
        last = Json.Canonical(last);
        Commit(new Change(Revision, ChangeKind.Deleted, key, last, old));
        return last;
    }

    public void Compact()
    {
        _history.Clear();
        Compacted = Revision;
    }

    public IEnumerable<Change> Since(long revision)
    {
        var node = _history.Last;
        while (node?.Previous is { } before && before.Value.Revision > revision)
        {
            node = before;
        }

        for (; node is not null; node = node.Next)
        {
            if (node.Value.Revision > revision)
            {
                yield return node.Value;
            }
        }
    }

    // The kind as it was at a revision: the present with the later changes undone, newest first.
    public IEnumerable<JsonObject> ListAt(ResourceType type, string? ns, long revision)
    {
        if (revision >= Revision)
        {
            return List(type, ns);
        }

        var then = new SortedDictionary<(string, string), JsonObject>(Kind(type), KeyOrder);
        for (var node = _history.Last; node is not null && node.Value.Revision > revision; node = node.Previous)
        {
            var change = node.Value;
            if (!change.Key.Type.Equals(type))
            {
                continue;
            }

            if (change.Old is null)
            {
                then.Remove((change.Key.Namespace, change.Key.Name));
            }
            else
            {
                then[(change.Key.Namespace, change.Key.Name)] = change.Old;
            }
        }

        return then.Where(entry => string.IsNullOrEmpty(ns) || entry.Key.Item1 == ns).Select(entry => entry.Value);
    }

    private static Comparer<(string, string)> KeyOrder { get; } = Comparer<(string, string)>.Create((left, right) =>
    {
        var byNamespace = string.CompareOrdinal(left.Item1, right.Item1);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(left.Item2, right.Item2);
    });

    private static string Text(long revision) => revision.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private SortedDictionary<(string, string), JsonObject> Kind(ResourceType type)
    {
        if (!_kinds.TryGetValue(type, out var kind))
        {
            kind = new SortedDictionary<(string, string), JsonObject>(KeyOrder);
            _kinds[type] = kind;
        }

        return kind;
    }

    private void Commit(Change change)
    {
        _history.AddLast(change);
        if (_history.Count > HistoryCap && _history.First is { } first)
        {
            Compacted = first.Value.Revision;
            _history.RemoveFirst();
        }

        Committed?.Invoke(change);
    }
}
