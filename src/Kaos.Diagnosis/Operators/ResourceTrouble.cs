using Kaos.Contracts.Diagnosis;

namespace Kaos.Diagnosis.Operators;

/// <summary>What an operator's resource says is wrong with it.</summary>
/// <param name="Cause">From <see cref="CauseCodes"/>.</param>
/// <param name="Text">What it says, with the field that says it.</param>
/// <param name="Since">Null where the resource does not tell.</param>
/// <param name="Grace">How long this may last in a healthy life.</param>
internal sealed record ResourceTrouble(string Cause, string Text, DateTimeOffset? Since, TimeSpan Grace)
{
    public Severity Severity { get; init; } = Severity.Warning;
}
