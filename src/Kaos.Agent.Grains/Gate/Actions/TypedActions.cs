using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>The closed set.</summary>
internal static class TypedActions
{
    public static FrozenDictionary<string, ITypedAction> All { get; } = new ITypedAction[]
    {
        new PatchResources(), new RestoreConfigMap(), new RolloutRestart(), new Scale(), new Uncordon(),
    }.ToFrozenDictionary(action => action.Name, StringComparer.Ordinal);

    public static ITypedAction? Find(string name) => All.GetValueOrDefault(name);

    /// <summary>Every field that a patch writes, down to the single values: an added map counts by its members.</summary>
    public static IEnumerable<(string Op, string[] Path, JsonNode? Value)> Writes(JsonArray patch) => patch
        .OfType<JsonObject>()
        .Where(operation => JsonPatch.Op(operation) != "test")
        .SelectMany(operation => Leaves(JsonPatch.Op(operation), JsonPatch.Path(operation), operation["value"]));

    private static IEnumerable<(string Op, string[] Path, JsonNode? Value)> Leaves(string op, string[] path, JsonNode? value) =>
        value is JsonObject { Count: > 0 } map
            ? map.SelectMany(member => Leaves(op, [.. path, member.Key], member.Value))
            : [(op, path, value)];
}
