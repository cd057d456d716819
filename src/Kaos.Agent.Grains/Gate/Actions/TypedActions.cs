using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>The closed set.</summary>
internal static class TypedActions
{
    public static FrozenDictionary<string, ITypedAction> All { get; } = new ITypedAction[]
    {
        new Apply(), new Cordon(), new DebugPod(), new Delete(), new EditCustomResource(), new Evict(), new Exec(),
        new ExpandVolumeClaim(), new Label(), new OpenPullRequest(), new PatchAutoscaler(), new PatchResources(),
        new RestartPod(), new RestoreConfigMap(), new Resume(), new RollbackRevision(), new RolloutRestart(),
        new Scale(), new SetImage(), new SetProbe(), new SetSelector(), new SetTargetPort(), new Suspend(),
        new Taint(), new Uncordon(), new Untaint(),
    }.ToFrozenDictionary(action => action.Name, StringComparer.Ordinal);

    public static ITypedAction? Find(string name) => All.GetValueOrDefault(name);

    /// <summary>What a step comes to in the cluster: of a branch, what is in it.</summary>
    public static ITypedAction? Meant(PlanStep step) =>
        Find(step.Custom?.Action ?? step.PullRequest?.Action ?? step.Action);

    /// <summary>The one value that a step writes; null when it writes more, or removes.</summary>
    public static string? Value(PlanStep step) =>
        Writes(JsonPatch.Parse(step.Patch)).ToArray() is [{ Value: { } value }] ? value.ToString() : null;

    /// <summary>
    /// Every field that a patch writes, down to the single values: an added map counts by its members.
    /// </summary>
    public static IEnumerable<(string Op, string[] Path, JsonNode? Value)> Writes(JsonArray patch) => patch
        .OfType<JsonObject>()
        .Where(operation => JsonPatch.Op(operation) != "test")
        .SelectMany(operation => Leaves(JsonPatch.Op(operation), JsonPatch.Path(operation), operation["value"]));

    private static IEnumerable<(string Op, string[] Path, JsonNode? Value)> Leaves(
        string op, string[] path, JsonNode? value) =>
        value is JsonObject { Count: > 0 } map
            ? map.SelectMany(member => Leaves(op, [.. path, member.Key], member.Value))
            : [(op, path, value)];
}
