using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Execution;

/// <summary>
/// Whose the fields are by now that a way back would write. A write makes KAOS the only manager of what it changed;
/// whoever is booked beside it, or instead, took the field over since, also where the value has stayed. Pure.
/// </summary>
internal static class TakenOver
{
    /// <param name="self">The field manager that KAOS writes as.</param>
    /// <returns>Null: by nobody that the books name.</returns>
    public static string? By(PlanStep step, JsonObject live, JsonArray back, string self) => FieldManagers
        .Of(live, Fields(step, live, back))
        .FirstOrDefault(manager => manager != self);

    // What was made and goes again is looked at field by field as it was made.
    private static IEnumerable<string[]> Fields(PlanStep step, JsonObject live, JsonArray back) =>
        WholeObject.IsRemoval(back)
            ? WholeObject.Created(JsonPatch.Parse(step.Patch)) is { } made ? Leaves([], made) : []
            : back.OfType<JsonObject>().Where(operation => JsonPatch.Op(operation) != "test").SelectMany(operation =>
                Differing(JsonPatch.Path(operation), live, operation["value"]));

    private static IEnumerable<string[]> Differing(string[] path, JsonObject live, JsonNode? old) =>
        Leaves(path, JsonPath.Find(live, path))
            .Where(leaf => !JsonNode.DeepEquals(JsonPath.Find(live, leaf), JsonPath.Find(old, leaf[path.Length..])));

    private static IEnumerable<string[]> Leaves(string[] path, JsonNode? value) => value switch
    {
        JsonObject { Count: > 0 } map => map.SelectMany(member => Leaves([.. path, member.Key], member.Value)),
        JsonArray { Count: > 0 } list => list.SelectMany((item, index) =>
            Leaves([.. path, index.ToString(CultureInfo.InvariantCulture)], item)),
        _ => [path],
    };
}
