using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>Pauses the roll-outs of a Deployment, or suspends a Job or CronJob.</summary>
internal sealed class Suspend : ITypedAction
{
    public string Name => ActionNames.Suspend;

    public bool IsProposable => true;

    public ImmutableArray<string> Kinds => Pausing.Kinds;

    public Built Build(ActionInput input) => Pausing.Build(input, stop: true);

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds) =>
        Pausing.Violation(step, patch, stop: true);

    public string? Kubectl(string target, PlanStep step) =>
        step.Target.Kind == "Deployment" ? $"kubectl rollout pause {target}" : null;
}
