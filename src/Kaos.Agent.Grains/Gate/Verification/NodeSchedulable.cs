using Kaos.Agent.Grains.Workflows;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>The node takes pods.</summary>
internal sealed class NodeSchedulable : ICheck
{
    public string Kind => CheckNames.NodeSchedulable;

    public CheckReading Read(CheckInput input)
    {
        if (input.NotRead("nodes") is { } why)
        {
            return CheckReading.Unknown("node", $"nodes could not be read ({why})");
        }

        if (input.World.Objects.Find<Node>("", input.Object.Name) is not { } node)
        {
            return new CheckReading(VerificationState.Failed, "node", $"node {input.Object.Name} is gone");
        }

        if (node.Spec.Unschedulable)
        {
            return new CheckReading(VerificationState.NotYet, "node", $"node {input.Object.Name} is cordoned");
        }

        return node.Status.Conditions.Any(condition => condition is { Type: "Ready", IsTrue: false })
            ? new CheckReading(
                VerificationState.NotYet, "node", $"node {input.Object.Name} is schedulable but not ready")
            : new CheckReading(VerificationState.Good, "node", $"node {input.Object.Name} is schedulable and ready");
    }
}
