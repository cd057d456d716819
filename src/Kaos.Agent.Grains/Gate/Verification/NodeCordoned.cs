using Kaos.Agent.Grains.Workflows;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>The node takes no new pods.</summary>
internal sealed class NodeCordoned : ICheck
{
    public string Kind => CheckNames.NodeCordoned;

    public CheckReading Read(CheckInput input) =>
        input.NotRead("nodes") is { } why ? CheckReading.Unknown("node", $"nodes could not be read ({why})")
        : input.World.Objects.Find<Node>("", input.Object.Name) is { Spec.Unschedulable: false }
            ? new CheckReading(VerificationState.NotYet, "node", $"node {input.Object.Name} takes pods")
            : new CheckReading(VerificationState.Good, "node", $"node {input.Object.Name} takes no new pods");
}
