using Kaos.Agent.Grains.Workflows;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>The object, read again past every cache, is as the plan's steps wrote it.</summary>
internal sealed class AsWritten : ICheck
{
    public string Kind => CheckNames.AsWritten;

    public CheckReading Read(CheckInput input)
    {
        var written = input.Written.IsDefault ? [] : input.Written;
        return written.IsEmpty || written.Contains(StepSighting.CannotTell)
            ? CheckReading.Unknown("spec", $"{input.Object} could not be read again")
            : written[^1] == StepSighting.Happened
                ? new CheckReading(VerificationState.Good, "spec", $"{input.Object} is as it was written")
                : new CheckReading(VerificationState.Failed, "spec", $"{input.Object} is no longer as it was written");
    }
}
