using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Operators;

/// <summary>
/// A policy of Kyverno that its controller does not take up. What the policies find is for remarks, not for incidents.
/// </summary>
internal static class PolicyHealth
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    public static ResourceTrouble? Of(CustomResource item) =>
        ResourceHealth.Condition(item, "Ready", CauseCodes.PolicyNotReady, Grace);
}
