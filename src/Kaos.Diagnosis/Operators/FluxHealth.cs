using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Operators;

/// <summary>A Flux Kustomization or HelmRelease that is not applied.</summary>
internal static class FluxHealth
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    public static ResourceTrouble? Of(CustomResource item)
    {
        var trouble = ResourceHealth.Condition(item, "Ready", CauseCodes.GitOpsSyncFailed, Grace);
        return trouble is not null && trouble.Text.Contains("namespaces \"", StringComparison.Ordinal) &&
            trouble.Text.Contains("not found", StringComparison.Ordinal)
            ? trouble with { Cause = CauseCodes.GitOpsNamespaceMissing }
            : trouble;
    }
}
