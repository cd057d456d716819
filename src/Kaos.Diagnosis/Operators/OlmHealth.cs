using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Operators;

/// <summary>The Operator Lifecycle Manager's resources, of both its generations.</summary>
internal static class OlmHealth
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    public static ResourceTrouble? Of(CustomResource item) => item.Kind switch
    {
        // A copy in another namespace tells what its original tells.
        "ClusterServiceVersion" => item.Status.Text("phase") == "Failed" &&
            !item.Metadata.Labels.ContainsKey("olm.copiedFrom")
            ? Cause(item.Status.Text("reason"),
                $"phase {item.Status.Text("phase")} ({item.Status.Text("reason")}): {Say.Short(item.Status.Text("message") ?? "", 600)}")
            : null,
        "InstallPlan" when item.Conditions.Condition("Installed") is { IsFalse: true, Reason: "InstallCheckFailed" } refused =>
            new ResourceTrouble(
                CauseCodes.OperatorGroupInvalid, ResourceHealth.Words(refused), refused.LastTransitionTime, Grace),
        "InstallPlan" => item.Status.Text("phase") == "Failed"
            ? Install(
                "phase Failed: " + Say.Short(
                    item.Conditions.FirstOrDefault(c => c.IsFalse)?.Message ?? item.Status.Text("message") ?? "", 600))
            : null,
        "Subscription" => item.Conditions.FirstOrDefault(c =>
            c.IsTrue && c.Type is "ResolutionFailed"
            or "InstallPlanFailed" or "BundleUnpackFailed" or "CatalogSourcesUnhealthy") is { } failed
            ? new ResourceTrouble(
                CauseCodes.OperatorInstallFailed, ResourceHealth.Words(failed), failed.LastTransitionTime, Grace)
            : null,
        "CatalogSource" => item.Status.Text("connectionState", "lastObservedState") is { Length: > 0 } state &&
            state is not ("READY" or "IDLE")
            ? new ResourceTrouble(
                CauseCodes.OperatorCatalogDown,
                $"connectionState is {state} ({item.Status.Text("connectionState", "address")})", null, Grace)
            : null,
        "ClusterCatalog" => item.Spec.Text("availabilityMode") == "Unavailable" ? null
            : ResourceHealth.Condition(item, "Serving", CauseCodes.OperatorCatalogDown, Grace)
                ?? Stopped(item, CauseCodes.OperatorCatalogDown),
        "ClusterExtension" => ResourceHealth.Condition(
            item, "Installed", CauseCodes.OperatorInstallFailed, Grace) is { } missing
            ? Stopped(item, CauseCodes.OperatorInstallFailed) ?? missing
            : Stopped(item, CauseCodes.OperatorInstallFailed),
        _ => null,
    };

    // Its namespace has no group, several, or one with more or fewer namespaces than the operator can watch.
    private static ResourceTrouble Cause(string? reason, string text) =>
        reason is "NoOperatorGroup" or "TooManyOperatorGroups" or "UnsupportedOperatorGroup"
            ? Install(text) with { Cause = CauseCodes.OperatorGroupInvalid }
            : Install(text);

    private static ResourceTrouble Install(string text) => new(CauseCodes.OperatorInstallFailed, text, null, Grace);

    // Progressing with Retrying or Blocked: the reason stands in its message.
    private static ResourceTrouble? Stopped(CustomResource item, string cause) =>
        item.Conditions.Condition("Progressing") is { Reason: "Retrying" or "Blocked" } stopped
            ? new ResourceTrouble(cause, ResourceHealth.Words(stopped), stopped.LastTransitionTime, Grace)
            : null;
}
