using System.Globalization;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Agent.Grains.Workflows;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>As many pods are ready as are asked for: no fewer, and those that were too many are gone.</summary>
internal sealed class ReplicasMatch : ICheck
{
    public string Kind => CheckNames.ReplicasMatch;

    public CheckReading Read(CheckInput input)
    {
        if (input.NotRead(Kinds.Find(input.Object.Kind)?.Plural ?? "") is { } why)
        {
            return CheckReading.Unknown("pod-status", $"the replicas of {input.Object.Name} could not be read ({why})");
        }

        return WorkloadView.Of(input.World.Objects, input.Object) is not { } workload
            ? new CheckReading(VerificationState.Failed, "pod-status", $"{input.Object} is gone")
            : workload.Seen && workload.Ready == workload.Wanted
            ? new CheckReading(
                VerificationState.Good, "pod-status",
                string.Create(CultureInfo.InvariantCulture, $"exactly {workload.Wanted} replicas serve"))
            : new CheckReading(
                VerificationState.NotYet, "pod-status",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{workload.Ready} replicas serve where {workload.Wanted} are asked for"));
    }
}
