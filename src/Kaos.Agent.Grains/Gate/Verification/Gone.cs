using Kaos.Agent.Grains.Workflows;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>The object is not there any more, or another one has its name.</summary>
internal sealed class Gone : ICheck
{
    public string Kind => CheckNames.Gone;

    public CheckReading Read(CheckInput input)
    {
        var written = input.Written.IsDefault ? [] : input.Written;
        return written.IsEmpty || written.Contains(StepSighting.CannotTell)
            ? CheckReading.Unknown("spec", $"{input.Object} could not be read again")
            : written[^1] == StepSighting.Happened
                ? new CheckReading(VerificationState.Good, "spec", $"{input.Object} is gone")
                : new CheckReading(VerificationState.NotYet, "spec", $"{input.Object} is still there");
    }
}
