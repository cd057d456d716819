namespace Kaos.Contracts.Diagnosis;

/// <content>What may do more than it needs, and what policies find.</content>
public static partial class RemarkCodes
{
    public const string BeyondSandbox = "security-beyond-sandbox";
    public const string PolicyViolated = "security-policy-violated";
}
