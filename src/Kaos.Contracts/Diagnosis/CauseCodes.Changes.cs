namespace Kaos.Contracts.Diagnosis;

/// <content>Causes that lie in a change.</content>
public static partial class CauseCodes
{
    public const string BadRollout = "bad-rollout";
}
