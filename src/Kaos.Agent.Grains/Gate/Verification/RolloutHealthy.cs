using System.Collections.Immutable;
using System.Globalization;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Agent.Grains.Workflows;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>All replicas are ready, and none has crashed again.</summary>
internal sealed class RolloutHealthy : ICheck
{
    public string Kind => CheckNames.RolloutHealthy;

    public CheckReading Read(CheckInput input)
    {
        if (input.NotRead(Kinds.Find(input.Object.Kind)?.Plural ?? "") is { } why)
        {
            return CheckReading.Unknown("pod-status", $"{input.Object.Name} could not be read ({why})");
        }

        if (WorkloadView.Of(input.World.Objects, input.Object) is not { } workload)
        {
            return new CheckReading(VerificationState.Failed, "pod-status", $"{input.Object} is gone");
        }

        var crashed = workload.Pods(input.World.Objects, input.Object)
            .SelectMany(pod => pod.Status.ContainerStatuses.Select(status => (pod.Metadata.Name, Status: status)))
            .FirstOrDefault(one => one.Status.State.Waiting?.Reason == "CrashLoopBackOff"
                && one.Status.LastState.Terminated?.FinishedAt > input.From);
        if (crashed.Name is not null)
        {
            return new CheckReading(VerificationState.Failed, "pod-status", $"{crashed.Name} crashes again");
        }

        var numbers = ImmutableDictionary<string, double>.Empty.Add("ready", workload.Ready)
            .Add("wanted", workload.Wanted);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{workload.Ready} of {workload.Wanted} replicas of {input.Object.Name} ready");
        return new CheckReading(
            workload.Seen && workload.Ready >= workload.Wanted ? VerificationState.Good : VerificationState.NotYet,
            "pod-status", text, numbers);
    }
}
