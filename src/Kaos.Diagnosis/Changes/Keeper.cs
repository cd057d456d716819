using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Changes;

/// <summary>
/// Who keeps an object as it should be, and takes back what others change: a GitOps tool, Helm, an operator.
/// </summary>
/// <param name="Text">For people: <c>Argo CD application shop</c>.</param>
/// <param name="Managers">Parts of the field managers under which it writes.</param>
/// <param name="Resource">The operator's resource that made the object; null for the others, which work from a
/// repository.</param>
internal sealed record Keeper(string Text, string[] Managers, ObjectRef? Resource = null)
{
    private const int LongestChain = 4;
    private const string ArgoTracking = "argocd.argoproj.io/tracking-id";
    private const string ArgoInstance = "argocd.argoproj.io/instance";

    private static readonly (string Label, string Tool, string Manager)[] Flux =
    [
        ("kustomize.toolkit.fluxcd.io", "Flux Kustomization", "kustomize-controller"),
        ("helm.toolkit.fluxcd.io", "Flux HelmRelease", "helm-controller"),
    ];

    /// <summary>Null where nobody says that the object is theirs.</summary>
    public static Keeper? Of(ClusterObjects objects, IKubernetesObject item) =>
        OfOperator(objects, item) ?? OfArgo(item.Metadata) ?? OfFlux(item.Metadata) ?? OfHelm(item.Metadata);

    private static Keeper? OfOperator(ClusterObjects objects, IKubernetesObject item)
    {
        // Groups of CRDs have a dot and are not Kubernetes' own.
        if (item.Metadata.Controller is not { } owner || owner.ApiVersion.Split('/') is not [var group, _] ||
            !group.Contains('.', StringComparison.Ordinal) || group.EndsWith(".k8s.io", StringComparison.Ordinal))
        {
            return null;
        }

        var resource = Found(objects, item, owner) is { } found
            ? First(objects, found).Ref()
            : Refs.Of(owner.Kind, item.Metadata.Namespace, owner.Name);
        return new Keeper($"the operator of {resource.Named()}", [], resource);
    }

    private static IKubernetesObject? Found(ClusterObjects objects, IKubernetesObject item, OwnerReference owner) =>
        objects.Find(owner.Kind, item.Metadata.Namespace, owner.Name) ?? objects.Find(owner.Kind, "", owner.Name);

    // An operator's own intermediate resources are made from the one that people write.
    private static IKubernetesObject First(ClusterObjects objects, IKubernetesObject item)
    {
        for (var i = 0; i < LongestChain && item.Metadata.OwnerReferences is [{ } owner] &&
            Found(objects, item, owner) is CustomResource above; i++)
        {
            item = above;
        }

        return item;
    }

    // shop:apps/Deployment:shop/web
    private static Keeper? OfArgo(ObjectMeta meta) =>
        (meta.Annotations.GetValueOrDefault(ArgoTracking)?.Split(':')[0] ?? meta.Labels.GetValueOrDefault(ArgoInstance)) is { Length: > 0 } name
            ? new Keeper($"Argo CD application {name}", ["argocd"])
            : null;

    private static Keeper? OfFlux(ObjectMeta meta)
    {
        foreach (var (label, tool, manager) in Flux)
        {
            if (meta.Labels.GetValueOrDefault(label + "/name") is { } name)
            {
                return new Keeper($"{tool} {meta.Labels.GetValueOrDefault(label + "/namespace")}/{name}", [manager]);
            }
        }

        return null;
    }

    private static Keeper? OfHelm(ObjectMeta meta) => meta.Annotations.GetValueOrDefault(
        "meta.helm.sh/release-name") is { } release
        ? new Keeper($"Helm release {release}", ["helm"])
        : null;
}
