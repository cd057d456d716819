using System.Globalization;
using System.Text.Json.Nodes;

namespace Kaos.Agent.Grains.Gate.Objects;

/// <summary>
/// Builds a patch and its inverse from a live object: every write is preceded by a test of what it replaces, or of its
/// absence. The inverse touches exactly the same fields.
/// </summary>
internal sealed class FieldEdits(JsonObject live)
{
    private readonly JsonArray patch = [];
    private readonly List<JsonObject[]> undo = [];
    private readonly List<string[]> touched = [];

    public bool Any => touched.Count > 0;

    /// <summary>Fields written, in order.</summary>
    public IReadOnlyList<string[]> Touched => touched;

    public string Patch => patch.ToJsonString();

    /// <summary>The steps back in reverse order, so that what was made last goes first.</summary>
    public string Inverse => new JsonArray([.. undo.AsEnumerable().Reverse().SelectMany(step => step)]).ToJsonString();

    public JsonObject After => JsonPatch.Apply(live, patch)
        ?? throw new InvalidOperationException("A patch that was built from an object does not fit that object.");

    /// <summary>
    /// Tests a field that is not written, such as the name of the list item that an index stands for.
    /// </summary>
    public FieldEdits Guard(params string[] path)
    {
        var value = JsonPath.Find(live, path);
        patch.Add(Operation("test", path, value));
        undo.Add([Operation("test", path, value)]);
        return this;
    }

    /// <summary>Sets a field; a field that has the value already is left alone.</summary>
    public FieldEdits Set(string[] path, JsonNode value)
    {
        var old = JsonPath.Find(live, path);
        if (JsonNode.DeepEquals(old, value))
        {
            return this;
        }

        touched.Add(path);
        if (old is not null)
        {
            patch.Add(Operation("test", path, old));
            patch.Add(Operation("replace", path, value));
            undo.Add([Operation("test", path, value), Operation("replace", path, old)]);
            return this;
        }

        var depth = Present(path);
        patch.Add(Operation("test", path[..(depth + 1)], null));
        patch.Add(Operation("add", path[..(depth + 1)], Nest(path[(depth + 1)..], value)));
        undo.Add([Operation("test", path, value), Operation("remove", path, null)]);
        return this;
    }

    /// <summary>Removes a field that is there.</summary>
    public FieldEdits Remove(params string[] path)
    {
        if (JsonPath.Find(live, path) is not { } old)
        {
            return this;
        }

        touched.Add(path);
        patch.Add(Operation("test", path, old));
        patch.Add(Operation("remove", path, null));
        undo.Add([Operation("test", path, null), Operation("add", path, old)]);
        return this;
    }

    /// <summary>Makes the value there equal to the wanted one, writing only what differs.</summary>
    /// <param name="wanted">Null removes the field.</param>
    public FieldEdits Become(string[] path, JsonNode? wanted) => Towards(path, wanted, keepOthers: false);

    /// <summary>Sets every field that the wanted value has, and leaves those that it does not name.</summary>
    public FieldEdits Merge(string[] path, JsonNode? wanted) => Towards(path, wanted, keepOthers: true);

    private FieldEdits Towards(string[] path, JsonNode? wanted, bool keepOthers)
    {
        var now = JsonPath.Find(live, path);
        switch (now, wanted)
        {
            case var _ when JsonNode.DeepEquals(now, wanted):
                return this;
            case (_, null):
                return Remove(path);
            case (JsonObject have, JsonObject want):
                foreach (var key in Keys(have, want, keepOthers))
                {
                    Towards([.. path, key], want[key], keepOthers);
                }

                return this;
            case (JsonArray have, JsonArray want) when SameItems(have, want):
                for (var index = 0; index < have.Count; index++)
                {
                    Item([.. path, index.ToString(CultureInfo.InvariantCulture)], want[index], keepOthers);
                }

                return this;
            default:
                return Set(path, wanted);
        }
    }

    // An index stands for the item that had the name when the plan was made.
    private void Item(string[] path, JsonNode? wanted, bool keepOthers)
    {
        if (JsonNode.DeepEquals(JsonPath.Find(live, path), wanted))
        {
            return;
        }

        Guard([.. path, "name"]);
        Towards(path, wanted, keepOthers);
    }

    private static IEnumerable<string> Keys(JsonObject have, JsonObject want, bool keepOthers) =>
        (keepOthers ? want.Select(member => member.Key) : have.Select(member => member.Key).Union(want.Select(member => member.Key)))
        .Order(StringComparer.Ordinal).ToArray();

    private static bool SameItems(JsonArray have, JsonArray want) => have.Count == want.Count
        && have.Zip(want)
            .All(pair => JsonPath.Text(pair.First, "name") is { } name && name == JsonPath.Text(pair.Second, "name"));

    private int Present(string[] path)
    {
        // Containers that an earlier edit of this patch has made count as present.
        var now = After;
        var depth = 0;
        while (depth < path.Length - 1 && JsonPath.Find(now, path[..(depth + 1)]) is not null)
        {
            depth++;
        }

        return depth;
    }

    private static JsonNode Nest(string[] rest, JsonNode value) => rest.Length == 0
        ? value.DeepClone()
        : new JsonObject { [rest[0]] = Nest(rest[1..], value) };

    private static JsonObject Operation(string op, string[] path, JsonNode? value)
    {
        var operation = new JsonObject { ["op"] = op, ["path"] = JsonPath.Join(path) };
        if (op != "remove")
        {
            operation["value"] = value?.DeepClone();
        }

        return operation;
    }
}
