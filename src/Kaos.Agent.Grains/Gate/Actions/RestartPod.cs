using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// Deletes one pod of a controller, which makes a new one. Never several, never one that nobody would make again.
/// </summary>
internal sealed class RestartPod : ITypedAction
{
    public string Name => ActionNames.RestartPod;

    public string ReviewType => ReviewTypes.Deletion;

    public bool AwaitsRollout => true;

    public bool IsDesiredState => false;

    public ImmutableArray<string> Kinds { get; } = ["Pod"];

    public Built Build(ActionInput input) => PodRemoval.Build(input);

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds) => PodRemoval.Violation(patch);

    public string Kubectl(string target, PlanStep step) => $"kubectl delete {target}";

    public string BlastRadius(ObjectRef target) => $"Pod {target.Name}; its controller makes a new one";
}
