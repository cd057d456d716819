using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>Keeps new pods from a node; what runs there goes on.</summary>
internal sealed class Cordon : ITypedAction
{
    private static readonly string[] Field = ["spec", "unschedulable"];

    public string Name => ActionNames.Cordon;

    public bool IsDesiredState => false;

    public ImmutableArray<string> Kinds { get; } = ["Node"];

    public Built Build(ActionInput input)
    {
        var others = input.World.Nodes.Count(node => !node.Spec.Unschedulable && node.Metadata.Name != input.Target.Name
            && node.Status.Conditions.FirstOrDefault(condition => condition.Type == "Ready") is not { IsTrue: false });
        return others == 0
            ? new Built.Refused("no other node would take pods")
            : Built.Of(new FieldEdits(input.Live).Set(Field, true), "it is cordoned already");
    }

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds) =>
        TypedActions.Writes(patch).ToArray() is [{ Op: "add" or "replace", Value: { } value } only]
            && only.Path.SequenceEqual(Field) && JsonNode.DeepEquals(value, true)
            ? null
            : "a cordon step sets spec.unschedulable and nothing else";

    public string Kubectl(string target, PlanStep step) => $"kubectl cordon {step.Target.Name}";

    public string BlastRadius(ObjectRef target) => $"Node {target.Name} takes no new pods; running ones stay";
}
