namespace Kaos.Contracts.Diagnosis;

/// <content>What shows on storage, nodes, namespaces, the API and operators' resources.</content>
public static partial class SymptomCodes
{
    /// <summary>A claim has no volume although it should have one by now, or has lost it.</summary>
    public const string ClaimUnbound = "claim-unbound";

    /// <summary>A claim was enlarged, and its volume does not grow.</summary>
    public const string ResizeStuck = "resize-stuck";

    /// <summary>A volume could not be reclaimed.</summary>
    public const string VolumeFailed = "volume-failed";
}
