using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>Opens a node to new pods again.</summary>
internal sealed class Uncordon : ITypedAction
{
    private static readonly string[] Field = ["spec", "unschedulable"];

    public string Name => ActionNames.Uncordon;

    public Recovery Recovery => Recovery.Conditional;

    public string ReviewType => "create_update_plan_review";

    public bool AwaitsRollout => false;

    public bool IsDesiredState => false;

    public ImmutableArray<string> Kinds { get; } = ["Node"];

    public Built Build(ActionInput input)
    {
        var edits = new FieldEdits(input.Live).Remove(Field);
        return edits.Any
            ? new Built.Draft(edits.Patch, edits.Inverse, edits.After, [.. edits.Touched], NotReady(input.Live))
            : new Built.Refused("it is schedulable already");
    }

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds) =>
        TypedActions.Writes(patch).ToArray() is [{ Op: "remove" } only] && only.Path.SequenceEqual(Field)
            ? null
            : "an uncordon step removes spec.unschedulable and nothing else";

    private static ImmutableArray<string> NotReady(JsonObject live)
    {
        var ready = (JsonPath.Find(live, "status", "conditions") as JsonArray ?? [])
            .FirstOrDefault(condition => JsonPath.Text(condition, "type") == "Ready");
        return ready is not null && JsonPath.Text(ready, "status") != "True"
            ? ["The node is not ready: pods will not start there before it is."]
            : [];
    }
}
