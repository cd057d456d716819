using System.Text.Json.Nodes;

namespace Kaos.PracticeCluster.Storage;

// Who writes, as managedFields will tell it.
internal sealed record Author(string Manager, string Operation = "Update", string Subresource = "")
{
    public static Author Controllers { get; } = new("kube-controller-manager");

    public static Author ControllersStatus { get; } = new("kube-controller-manager", "Update", "status");

    public static Author Kubelet { get; } = new("kubelet", "Update", "status");

    public static Author Scheduler { get; } = new("kube-scheduler");
}

internal static class ManagedFields
{
    // Records a plain write: the author owns what changed, nobody owns what is gone.
    public static void Update(JsonObject? old, JsonObject next, string apiVersion, Author author, DateTimeOffset now)
    {
        var before = old is null ? [] : FieldPaths.Of(old);
        var after = FieldPaths.Of(next);
        var changed = after.Where(pair => !before.TryGetValue(pair.Key, out var value) || value != pair.Value)
            .Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal);
        var gone = before.Keys.Where(path => !after.ContainsKey(path)).ToHashSet(StringComparer.Ordinal);
        Rewrite(next, Entries(old), apiVersion, author, now, changed, gone);
    }

    // Records an apply: the author owns exactly what it said.
    public static void Apply(
        JsonObject? old, JsonObject next, IEnumerable<string> said, string apiVersion, Author author,
        DateTimeOffset now)
    {
        var own = said.ToHashSet(StringComparer.Ordinal);
        var after = FieldPaths.Of(next);
        var gone = old is null ? [] : FieldPaths.Of(old).Keys.Where(path => !after.ContainsKey(path))
            .ToHashSet(StringComparer.Ordinal);
        var entries = Entries(old).Where(entry => !Same(entry, author)).ToList();
        entries = [.. entries.Select(entry => Without(entry, gone)).OfType<JsonObject>()];
        entries.Add(Entry(apiVersion, author, now, own));
        next.Make("metadata")["managedFields"] = Json.Array(entries);
    }

    // Fields that the applied values would change though another manager owns them.
    public static List<(string Manager, string ApiVersion, string Path)> Conflicts(
        JsonObject live, IReadOnlyDictionary<string, string> applied, Author author)
    {
        var now = FieldPaths.Of(live);
        var differing = applied.Where(pair => !pair.Key.EndsWith('.')
            && now.TryGetValue(pair.Key, out var value) && value != pair.Value).Select(pair => pair.Key).ToList();
        var conflicts = new List<(string, string, string)>();
        foreach (var entry in Entries(live).Where(entry => !Same(entry, author)))
        {
            var owned = FieldPaths.Leaves(entry["fieldsV1"]);
            conflicts.AddRange(differing.Where(owned.Contains)
                .Select(path => (entry.Text("manager"), entry.Text("apiVersion"), path)));
        }

        return conflicts;
    }

    public static HashSet<string> OwnedBy(JsonObject live, Author author) =>
        Entries(live).Where(entry => Same(entry, author)).Select(entry => FieldPaths.Leaves(entry["fieldsV1"]))
            .FirstOrDefault() ?? [];

    public static bool OwnedByOthers(JsonObject live, Author author, string path) =>
        Entries(live).Any(entry => !Same(entry, author) && FieldPaths.Leaves(entry["fieldsV1"]).Contains(path));

    // An apply that repeats what is there makes its author an owner of it, and that is a change.
    public static bool SameOwners(JsonObject left, JsonObject right) => Owners(left).SetEquals(Owners(right));

    private static HashSet<string> Owners(JsonObject item) => Entries(item).Select(entry =>
    {
        entry.Remove("time");
        return entry.ToJsonString();
    }).ToHashSet(StringComparer.Ordinal);

    private static List<JsonObject> Entries(JsonObject? item) =>
        [.. item.Items("metadata", "managedFields").Select(entry => entry.Copy())];

    private static void Rewrite(
        JsonObject next, List<JsonObject> entries, string apiVersion, Author author, DateTimeOffset now,
        HashSet<string> changed, HashSet<string> gone)
    {
        var mine = entries.Find(entry => Same(entry, author));
        var lost = changed.Concat(gone).ToHashSet(StringComparer.Ordinal);
        var rest = entries.Where(entry => entry != mine).Select(entry => Without(entry, lost)).OfType<JsonObject>()
            .ToList();
        var own = mine is null ? [] : FieldPaths.Leaves(mine["fieldsV1"]);
        own.ExceptWith(gone);
        own.UnionWith(changed);
        if (changed.Count == 0 && mine is not null)
        {
            rest.Add(Without(mine, gone) ?? mine);
        }
        else if (own.Count > 0)
        {
            rest.Add(Entry(apiVersion, author, now, own));
        }

        next.Make("metadata")["managedFields"] = Json.Array(rest);
    }

    private static JsonObject? Without(JsonObject entry, HashSet<string> lost)
    {
        if (lost.Count == 0)
        {
            return entry;
        }

        var own = FieldPaths.Leaves(entry["fieldsV1"]);
        if (!own.Overlaps(lost))
        {
            return entry;
        }

        own.ExceptWith(lost);
        entry["fieldsV1"] = FieldPaths.Tree(own.Order(StringComparer.Ordinal));
        return own.Count == 0 ? null : entry;
    }

    private static bool Same(JsonObject entry, Author author) =>
        entry.Text("manager") == author.Manager && entry.Text("operation") == author.Operation
        && entry.Text("subresource") == author.Subresource;

    private static JsonObject Entry(string apiVersion, Author author, DateTimeOffset now, HashSet<string> own)
    {
        var entry = new JsonObject
        {
            ["manager"] = author.Manager,
            ["operation"] = author.Operation,
            ["apiVersion"] = apiVersion,
            ["time"] = Json.Stamp(now),
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = FieldPaths.Tree(own.Order(StringComparer.Ordinal)),
        };
        if (author.Subresource.Length > 0)
        {
            entry["subresource"] = author.Subresource;
        }

        return entry;
    }
}
