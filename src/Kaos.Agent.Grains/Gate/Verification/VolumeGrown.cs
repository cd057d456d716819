using Kaos.Agent.Grains.Workflows;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>The volume behind a claim has the size that the claim asks for; that it asks is not enough.</summary>
internal sealed class VolumeGrown : ICheck
{
    private const string Storage = "storage";

    public string Kind => CheckNames.VolumeGrown;

    public CheckReading Read(CheckInput input)
    {
        if (input.NotRead("persistentvolumeclaims") is { } why)
        {
            return CheckReading.Unknown("volume", $"{input.Object} could not be read ({why})");
        }

        if (input.World.Objects.Find(
            input.Object.Kind, input.Object.Namespace ?? "", input.Object.Name) is not PersistentVolumeClaim claim)
        {
            return new CheckReading(VerificationState.Failed, "volume", $"{input.Object} is gone");
        }

        var wanted = claim.Spec.Resources.Requests.GetValueOrDefault(Storage);
        var has = claim.Status.Capacity.GetValueOrDefault(Storage);
        return has >= wanted
            ? new CheckReading(VerificationState.Good, "volume", $"{input.Object.Name} has {has}")
            : new CheckReading(
                VerificationState.NotYet, "volume",
                claim.Status.Conditions.Any(one => one is { Type: "FileSystemResizePending", IsTrue: true })
                ? $"{input.Object.Name} has {has} of {wanted}: its file system grows when a pod that mounts it starts anew"
                : $"{input.Object.Name} has {has} of {wanted}");
    }
}
