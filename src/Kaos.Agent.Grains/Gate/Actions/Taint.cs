using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// Taints a node; arguments: <c>key</c>, <c>value</c>, <c>effect</c> (NoSchedule or PreferNoSchedule: nothing is driven
/// out).
/// </summary>
internal sealed class Taint : ITypedAction
{
    public string Name => ActionNames.Taint;

    public bool IsDesiredState => false;

    public ImmutableArray<string> Kinds { get; } = ["Node"];

    public Built Build(ActionInput input)
    {
        var effect = input.Text("effect") ?? "NoSchedule";
        if (input.Text("key") is not { } key || Label.Reserved(key))
        {
            return new Built.Refused("a taint needs a key that is not Kubernetes' own");
        }

        if (effect is not ("NoSchedule" or "PreferNoSchedule"))
        {
            return new Built.Refused($"the effect {effect} would drive pods out; drain the node instead");
        }

        var taints = TaintEdits.Of(input.Live);
        if (taints.Any(taint => TaintEdits.Is(taint, key, effect)))
        {
            return new Built.Already($"it has the taint {key}:{effect} already");
        }

        var taint = new JsonObject { ["key"] = key, ["effect"] = effect };
        if (input.Text("value") is { } value)
        {
            taint["value"] = value;
        }

        JsonArray after = [.. taints.Select(one => one?.DeepClone()), taint];
        return Built.Of(new FieldEdits(input.Live).Set(TaintEdits.Field, after), "it is so already");
    }

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds) => TaintEdits.Violation(patch);

    public string BlastRadius(ObjectRef target) =>
        $"New pods without a toleration stay away from node {target.Name}; running ones stay";
}
