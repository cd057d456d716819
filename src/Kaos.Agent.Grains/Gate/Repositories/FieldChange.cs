using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Agent.Grains.Gate.Objects;

namespace Kaos.Agent.Grains.Gate.Repositories;

/// <summary>One field that a patch writes on a live object, as something to be looked for in a text.</summary>
/// <param name="Old">What the live object has there; null where it has nothing.</param>
/// <param name="New">Null: the field goes.</param>
internal sealed record FieldChange(ImmutableArray<FieldPart> Path, JsonNode? Old, JsonNode? New)
{
    /// <summary>
    /// The single values that the patch writes; empty for one that makes or takes away whole objects.
    /// </summary>
    public static ImmutableArray<FieldChange> Of(JsonObject live, JsonArray patch) =>
    [
        .. TypedActions.Writes(patch).Where(write => write.Path.Length > 0).Select(write => new FieldChange(
            FieldPart.Of(live, write.Path), JsonPath.Find(live, write.Path),
            write.Op == "remove" ? null : write.Value)),
    ];

    /// <summary>Keys alone, without which item of a list is meant.</summary>
    public IEnumerable<string> Keys => Path.Select(part => part.Key).OfType<string>();

    /// <summary>Names of list items on the way: the container.</summary>
    public IEnumerable<string> Items => Path.Select(part => part.Name).OfType<string>();

    public JsonNode? In(JsonNode? document) => Path.Aggregate(document, (node, part) => part.In(node));

    /// <summary>The same value, however it is written: <c>3</c> and <c>"3"</c>, <c>1</c> and <c>1000m</c>.</summary>
    public static bool Same(JsonNode? one, JsonNode? other) => (one, other) switch
    {
        (null, null) => true,
        (JsonValue a, JsonValue b) => a.ToString() == b.ToString()
            || (Kaos.Kubernetes.Models.Quantity.TryParse(a.ToString(), out var left)
                && Kaos.Kubernetes.Models.Quantity.TryParse(b.ToString(), out var right) && left.Value == right.Value),
        _ => JsonNode.DeepEquals(one, other),
    };

    public override string ToString() =>
        string.Concat(Path.Select((part, at) => at == 0 || part.Key is null ? part.ToString() : $".{part}"));
}
