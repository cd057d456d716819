using System.Collections.Immutable;
using System.Globalization;
using Kaos.Agent.Grains.Gate.Guardrails;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Agent.Grains.Workflows;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>No pod is left on the node that a drain would evict.</summary>
internal sealed class NodeEmpty : ICheck
{
    public string Kind => CheckNames.NodeEmpty;

    public CheckReading Read(CheckInput input)
    {
        if (input.NotRead("pods") is { } why)
        {
            return CheckReading.Unknown("node", $"pods could not be read ({why})");
        }

        var left = Drain.Of(input.Object.Name, input.World.Objects, NeverList.IsSystem).Pods.Length;
        return new CheckReading(
            left == 0 ? VerificationState.Good : VerificationState.NotYet, "node",
            string.Create(CultureInfo.InvariantCulture, $"{left} pods left on {input.Object.Name}"),
            ImmutableDictionary<string, double>.Empty.Add("pods", left));
    }
}
