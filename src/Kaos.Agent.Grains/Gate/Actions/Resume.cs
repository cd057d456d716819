using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>Lets the roll-outs of a Deployment go on, or a suspended Job or CronJob.</summary>
internal sealed class Resume : ITypedAction
{
    public string Name => ActionNames.Resume;

    public bool IsProposable => true;

    public ImmutableArray<string> Kinds => Pausing.Kinds;

    public Built Build(ActionInput input) => Pausing.Build(input, stop: false);

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds) =>
        Pausing.Violation(step, patch, stop: false);

    public string? Kubectl(string target, PlanStep step) =>
        step.Target.Kind == "Deployment" ? $"kubectl rollout resume {target}" : null;
}
