using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>Opens a node to new pods again.</summary>
internal sealed class Uncordon : ITypedAction
{
    private static readonly string[] Field = ["spec", "unschedulable"];

    public string Name => ActionNames.Uncordon;

    public bool IsDesiredState => false;

    public ImmutableArray<string> Kinds { get; } = ["Node"];

    public Built Build(ActionInput input) =>
        Built.Of(new FieldEdits(input.Live).Remove(Field), "it is schedulable already", NotReady(input.Live));

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds) =>
        TypedActions.Writes(patch).ToArray() is [{ Op: "remove" } only] && only.Path.SequenceEqual(Field)
            ? null
            : "an uncordon step removes spec.unschedulable and nothing else";

    public string Kubectl(string target, PlanStep step) => $"kubectl uncordon {step.Target.Name}";

    public string BlastRadius(ObjectRef target) => $"Every workload whose pods fit node {target.Name}";

    private static ImmutableArray<string> NotReady(JsonObject live)
    {
        var ready = (JsonPath.Find(live, "status", "conditions") as JsonArray ?? [])
            .FirstOrDefault(condition => JsonPath.Text(condition, "type") == "Ready");
        return ready is not null && JsonPath.Text(ready, "status") != "True"
            ? ["The node is not ready: pods will not start there before it is."]
            : [];
    }
}
