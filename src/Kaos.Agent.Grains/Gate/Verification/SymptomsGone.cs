using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>Nothing is bad any more about the object or what it owns.</summary>
internal sealed class SymptomsGone : ICheck
{
    public string Kind => CheckNames.SymptomsGone;

    public CheckReading Read(CheckInput input)
    {
        if ((input.NotRead("pods") ?? input.NotRead(Kinds.Find(input.Object.Kind)?.Plural ?? "")) is { } why)
        {
            return CheckReading.Unknown("symptoms", $"{input.Object.Name} could not be looked at ({why})");
        }

        var bad = Examiner.Symptoms(input.World)
            .FirstOrDefault(symptom => Is(symptom.Subject, input.Object) || Is(symptom.Object, input.Object));
        return bad is null
            ? new CheckReading(
                VerificationState.Good, "symptoms", $"nothing is wrong with {input.Object.Name} any more")
            : new CheckReading(VerificationState.NotYet, "symptoms", $"{input.Object.Name}: {bad.Text.TrimEnd('.')}");
    }

    private static bool Is(ObjectRef one, ObjectRef other) => one with { Container = null } == other;
}
