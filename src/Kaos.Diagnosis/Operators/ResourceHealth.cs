using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Operators;

/// <summary>
/// Reads the status of each kind of resource in the words of its operator. What is suspended or paused is well.
/// </summary>
internal static class ResourceHealth
{
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Retries = TimeSpan.FromMinutes(10);

    public static ResourceTrouble? Of(CustomResource item) => (item.Group, item.Kind) switch
    {
        ("apiregistration.k8s.io", "APIService") => Condition(
            item, "Available", CauseCodes.ApiServiceUnavailable, Short) is { } down
            ? down with { Severity = Severity.Critical }
            : null,
        ("argoproj.io", "Application") => ArgoHealth.Of(item),
        ("argoproj.io", "Rollout") => RolloutHealth.Of(item),
        ("kustomize.toolkit.fluxcd.io" or "helm.toolkit.fluxcd.io", _) =>
            Unless(IsTrue(item, "suspend"), FluxHealth.Of(item)),
        ("source.toolkit.fluxcd.io", _) =>
            Unless(IsTrue(item, "suspend"), Condition(item, "Ready", CauseCodes.GitOpsSourceFailed, Retries)),
        ("cert-manager.io", "Certificate") => CertificateHealth.Of(item),
        ("cert-manager.io", "Issuer" or "ClusterIssuer") =>
            Condition(item, "Ready", CauseCodes.IssuerNotReady, Retries),
        ("cert-manager.io", "CertificateRequest") => Condition(item, "Ready", CauseCodes.CertificateNotIssued, Retries),
        ("acme.cert-manager.io", _) => item.Status.Text("state") is { Length: > 0 } state &&
            state is not ("valid" or "ready")
            ? new ResourceTrouble(
                CauseCodes.CertificateNotIssued,
                $"state is {state}: {Say.Short(item.Status.Text("reason") ?? "no reason is given", 600)}", null,
                Retries)
            : null,
        ("keda.sh", "ScaledObject" or "ScaledJob") => KedaHealth.Of(item),
        ("kyverno.io", "ClusterPolicy" or "Policy") => PolicyHealth.Of(item),
        ("operators.coreos.com" or "olm.operatorframework.io", _) => OlmHealth.Of(item),
        ("apiregistration.k8s.io" or "gateway.networking.k8s.io" or "openreports.io" or "storage.k8s.io"
            or "wgpolicyk8s.io", _) => null,
        _ => ConditionHealth.Of(item),
    };

    /// <summary>
    /// Whether it is only a step that another resource takes; what is wrong with it is wrong with that one.
    /// </summary>
    public static bool IsStep(CustomResource item) =>
        item.Kind == "CertificateRequest" ||
            (item.Kind == "InstallPlan" && OlmHealth.Of(item)?.Cause != CauseCodes.OperatorGroupInvalid) ||
        item.Group == "acme.cert-manager.io";

    /// <summary>
    /// A condition that should be true and is false. Unknown is what an operator says while it works.
    /// </summary>
    public static ResourceTrouble? Condition(CustomResource item, string type, string cause, TimeSpan grace) =>
        item.Conditions.Condition(type) is { IsFalse: true } condition
            ? new ResourceTrouble(cause, Words(condition), condition.LastTransitionTime, grace)
            : null;

    public static string Words(Condition condition) =>
        $"{condition.Type} is {condition.Status}" + (condition.Reason is { Length: > 0 } reason ? $" ({reason})" : "") +
        (condition.Message is { Length: > 0 } message ? $": {Say.Short(message, 600)}" : "");

    private static ResourceTrouble? Unless(bool quiet, ResourceTrouble? trouble) => quiet ? null : trouble;

    private static bool IsTrue(CustomResource item, string field) => item.Spec.Text(field) == "true";
}
