using Kaos.Agent.Grains.Workflows;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>
/// The operator has made the object what the change of its custom resource was for. It may take its time.
/// </summary>
internal sealed class AsMeant : ICheck
{
    public string Kind => CheckNames.AsMeant;

    public CheckReading Read(CheckInput input) => (input.Written.IsDefaultOrEmpty ? StepSighting.CannotTell : input.Written[^1]) switch
    {
        StepSighting.Happened =>
            new CheckReading(VerificationState.Good, "spec", $"its operator has made {input.Object} so"),
        StepSighting.CannotTell => CheckReading.Unknown("spec", $"{input.Object} could not be read again"),
        _ => new CheckReading(VerificationState.NotYet, "spec", $"its operator has not made {input.Object} so"),
    };
}
