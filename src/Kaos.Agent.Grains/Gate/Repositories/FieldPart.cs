using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;

namespace Kaos.Agent.Grains.Gate.Repositories;

/// <summary>
/// One part of the way to a field. Items of a list are found by their name where they have one: a manifest need not
/// have them in the order of the live object.
/// </summary>
/// <param name="Key">The key in a map; null for an item of a list.</param>
/// <param name="Name">The item's <c>name</c>; null: <paramref name="Index"/> says which.</param>
internal sealed record FieldPart(string? Key, string? Name = null, int Index = -1)
{
    public override string ToString() =>
        Key ?? (Name is null ? string.Create(CultureInfo.InvariantCulture, $"[{Index}]") : $"[{Name}]");

    /// <summary>A JSON pointer's parts over the live object, with lists understood.</summary>
    public static ImmutableArray<FieldPart> Of(JsonNode live, IEnumerable<string> pointer)
    {
        var parts = ImmutableArray.CreateBuilder<FieldPart>();
        JsonNode? at = live;
        foreach (var part in pointer)
        {
            var next = JsonPath.Find(at, part);
            parts.Add(at is JsonArray
                ? new FieldPart(null, JsonPath.Text(next, "name"), JsonPath.Index(part) ?? -1)
                : new FieldPart(part));
            at = next;
        }

        return parts.ToImmutable();
    }

    /// <summary>The value there in another form of the same object; null when it is not there.</summary>
    public JsonNode? In(JsonNode? node) => (node, Key) switch
    {
        (JsonObject map, { } key) => map[key],
        (JsonArray list, null) when Name is not null =>
            list.FirstOrDefault(item => JsonPath.Text(item, "name") == Name),
        (JsonArray list, null) when Index >= 0 && Index < list.Count => list[Index],
        _ => null,
    };
}
