using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Rules;

/// <summary>What could not be read: said, and never taken for healthy.</summary>
internal static class NotRead
{
    // Kinds that only some explanations rest on; whatever is not here may bear on all.
    private static readonly (string Kind, string[] Causes)[] Special =
    [
        ("networkpolicies",
        [
            CauseCodes.UpstreamSlow, CauseCodes.ExternalHostUnreachable, CauseCodes.ServiceTargetPort,
            CauseCodes.DnsFailing,
            CauseCodes.NetworkPolicyDns, CauseCodes.NetworkPolicyEgress, CauseCodes.NetworkPolicyIngress,
        ]),
        ("limitranges", [CauseCodes.LimitRangeRefused, CauseCodes.QuotaMustSpecify]),
        ("serviceaccounts", [CauseCodes.ServiceAccountMissing, CauseCodes.PullSecretMissing, CauseCodes.RightsMissing]),
        ("storageclasses", [CauseCodes.StorageClassMissing, CauseCodes.StorageClassNoDefault,
            CauseCodes.ProvisionerDown, CauseCodes.VolumeUnmatched]),
        ("horizontalpodautoscalers", [CauseCodes.UpstreamScaledDown, CauseCodes.HpaSelectorAmbiguous]),
        ("poddisruptionbudgets", [CauseCodes.PdbBlocksDrain]),
        ("namespaces", [CauseCodes.NetworkPolicyEgress, CauseCodes.NetworkPolicyIngress, CauseCodes.NetworkPolicyDns,
            CauseCodes.RouteNotAllowed]),
        ("rbac.authorization.k8s.io", [CauseCodes.RightsMissing]),
        ("ingressclasses",
            [CauseCodes.IngressClassMissing, CauseCodes.IngressClassUnset, CauseCodes.IngressControllerAbsent]),
        ("webhookconfigurations", [CauseCodes.AdmissionDenied]),
        ("metrics.k8s.io", []),
        ("leases.coordination", [CauseCodes.SchedulerDown, CauseCodes.ControllerManagerDown]),
        ("readyz", [CauseCodes.EtcdFailing, CauseCodes.ApiServerFailing]),
        ("livez", [CauseCodes.EtcdFailing, CauseCodes.ApiServerFailing]),
    ];

    public static ImmutableArray<NotChecked> Of(Scene scene) =>
    [
        .. scene.File.World.NotRead
            .Select(p => new NotChecked(p.What, p.Why))
            .Distinct()
            .OrderBy(n => n.What, StringComparer.Ordinal).ThenBy(n => n.Why, StringComparer.Ordinal),
    ];

    /// <summary>
    /// Whether something that could not be read may bear on this explanation: it names the namespace or the subject, or
    /// it is a kind of object that rules read, for the whole cluster.
    /// </summary>
    public static bool Touches(Scene scene, Draft draft) => On(scene, draft.Subject, draft.Cause).Any();

    /// <summary>
    /// What could not be read and may bear on this subject; on that cause of its trouble, where one is given.
    /// </summary>
    public static IEnumerable<UnreadPart> On(Scene scene, ObjectRef subject, string cause = "") =>
        scene.File.World.NotRead.Where(part => !IsAside(part.What, cause) && IsFor(part.What, subject.Namespace));

    /// <summary>
    /// Whether objects of a kind could not be read in one of these namespaces or in the whole cluster.
    /// </summary>
    /// <param name="kind">The plural: <c>networkpolicies</c>.</param>
    public static bool Has(Scene scene, string kind, params ReadOnlySpan<string> namespaces)
    {
        foreach (var part
            in scene.File.World.NotRead.Where(p => p.What.Contains(kind, StringComparison.OrdinalIgnoreCase)))
        {
            foreach (var ns in namespaces)
            {
                if (IsFor(part.What, ns))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsFor(string what, string? ns)
    {
        var isPlaced = what.Contains('/', StringComparison.Ordinal) || what.Contains(" in ", StringComparison.Ordinal);
        return !isPlaced || ns is null || what.Split('/', ' ').Contains(ns);
    }

    // A first run has no previous log; both that and the special kinds are said, and change no other conclusion.
    private static bool IsAside(string what, string cause) =>
        what.EndsWith("(previous run)", StringComparison.Ordinal) ||
        Special.Any(s => what.Contains(s.Kind, StringComparison.OrdinalIgnoreCase) && !s.Causes.Contains(cause));
}
