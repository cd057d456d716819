using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// Asks the API server to evict one pod, which it refuses while a disruption budget forbids it. The controller makes a
/// new one.
/// </summary>
internal sealed class Evict : ITypedAction
{
    public string Name => ActionNames.Evict;

    public string ReviewType => ReviewTypes.Deletion;

    public bool AwaitsRollout => true;

    public bool IsDesiredState => false;

    public ImmutableArray<string> Kinds { get; } = ["Pod"];

    public Built Build(ActionInput input) => PodRemoval.Build(input);

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds) => PodRemoval.Violation(patch);

    public string Kubectl(string target, PlanStep step) =>
        $"kubectl create --raw /api/v1/namespaces/{step.Target.Namespace}/pods/{step.Target.Name}/eviction -f - "
        + $"<<< '{{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{{\"name\":\"{step.Target.Name}\"}}}}'";

    public string BlastRadius(ObjectRef target) => $"Pod {target.Name}; its controller makes a new one, on any node";
}
