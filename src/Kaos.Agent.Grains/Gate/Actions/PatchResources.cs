using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// Raises the memory limit of one container of a pod template; arguments: <c>container</c>, <c>memoryLimit</c>. The
/// changed template makes the controller replace the pods one after another.
/// </summary>
internal sealed class PatchResources : ITypedAction
{
    public string Name => ActionNames.PatchResources;

    public Recovery Recovery => Recovery.Conditional;

    public string ReviewType => "create_update_plan_review";

    public bool AwaitsRollout => true;

    public bool IsDesiredState => true;

    public ImmutableArray<string> Kinds { get; } = ["DaemonSet", "Deployment", "StatefulSet"];

    public Built Build(ActionInput input)
    {
        var containers = JsonPath.Find(input.Live, "spec", "template", "spec", "containers") as JsonArray ?? [];
        var name = input.With.GetValueOrDefault("container");
        var index = containers.Count == 1 && name is null ? 0 : containers.ToList().FindIndex(c => JsonPath.Text(c, "name") == name);
        if (index < 0)
        {
            return new Built.Refused($"the pod template has no container named {name}");
        }

        if (!Quantity.TryParse(input.With.GetValueOrDefault("memoryLimit"), out var wanted))
        {
            return new Built.Refused("the new memory limit is not known");
        }

        var path = Limit(index.ToString(CultureInfo.InvariantCulture));
        var old = JsonPath.Text(input.Live, path);
        if ((OutOfBounds(old, wanted) ?? TooBig(input, wanted) ?? RolloutRestart.Stuck(input.Live)) is { } why)
        {
            return new Built.Refused(why);
        }

        var edits = new FieldEdits(input.Live).Guard([.. path[..5], "name"]).Set(path, JsonValue.Create(wanted.ToString()));
        return new Built.Draft(edits.Patch, edits.Inverse, edits.After, [.. edits.Touched], RolloutRestart.Cautions(input.Live));
    }

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds)
    {
        if (TypedActions.Writes(patch).ToArray() is not [{ Op: "replace" } only]
            || only.Path.Length != 8 || !only.Path.SequenceEqual(Limit(only.Path[4])))
        {
            return "a patch-resources step replaces the memory limit of one container and nothing else";
        }

        var old = patch.OfType<JsonObject>().FirstOrDefault(operation =>
            JsonPatch.Op(operation) == "test" && JsonPatch.Path(operation).SequenceEqual(only.Path));
        return only.Value is JsonValue value && value.TryGetValue<string>(out var text) && Quantity.TryParse(text, out var wanted)
            ? OutOfBounds(JsonPath.Text(old, "value"), wanted)
            : "the new memory limit is not an amount";
    }

    private static string[] Limit(string index) =>
        ["spec", "template", "spec", "containers", index, "resources", "limits", "memory"];

    private static string? OutOfBounds(string? old, Quantity wanted)
    {
        if (!Quantity.TryParse(old, out var now) || now.Value <= 0)
        {
            return "the container has no memory limit that could be raised";
        }

        if (wanted <= now)
        {
            return $"the new memory limit {wanted} is not above the present {now}";
        }

        return wanted.Value > now.Value * ActionBounds.MemoryFactor
            ? string.Create(CultureInfo.InvariantCulture, $"{wanted} is more than {ActionBounds.MemoryFactor} times the present limit {now}")
            : null;
    }

    private static string? TooBig(ActionInput input, Quantity wanted)
    {
        var biggest = input.World.Nodes.Where(node => !node.Spec.Unschedulable)
            .Select(node => node.Status.Allocatable.GetValueOrDefault("memory")).DefaultIfEmpty().Max();
        return biggest.Value > 0 && wanted > biggest
            ? $"no node has {wanted} of memory; the biggest schedulable one can give {biggest}"
            : null;
    }
}
