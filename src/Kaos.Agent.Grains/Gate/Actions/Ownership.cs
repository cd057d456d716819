using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// Whose object it is: what belongs to an operator or comes out of a repository is changed there, not here.
/// </summary>
internal static class Ownership
{
    private static readonly (string Word, string Tool)[] Tools =
    [
        ("helm", "Helm"), ("argocd", "Argo CD"), ("argo-cd", "Argo CD"), ("flux", "Flux"),
        ("kustomize-controller", "Flux"),
    ];

    private static readonly (string Key, string Tool)[] Trackers =
    [
        ("argocd.argoproj.io/tracking-id", "Argo CD"), ("argocd.argoproj.io/instance", "Argo CD"),
        ("kustomize.toolkit.fluxcd.io/name", "Flux"), ("helm.toolkit.fluxcd.io/name", "Flux"),
        ("meta.helm.sh/release-name", "Helm"),
    ];

    // Owners of Kubernetes itself: anything else is somebody's operator.
    private static readonly string[] OwnGroups =
        ["apps/", "batch/", "autoscaling/", "policy/", "networking.k8s.io/", "discovery.k8s.io/",
            "coordination.k8s.io/"];

    /// <summary>Null, or why the object is not changed at all and what to do instead.</summary>
    public static string? Refusal(JsonObject live)
    {
        return JsonPath.Find(live, "metadata", "deletionTimestamp") is not null ? "it is being deleted" : null;
    }

    /// <summary>
    /// The tool that makes the object what a repository says, where the change has to go there; null where it has not.
    /// </summary>
    public static Upstream? Upstream(ITypedAction action, JsonObject live, IReadOnlyList<string> managers) =>
        managers.FirstOrDefault(manager => Tool(manager) is not null) is { } manager
            ? new(
                Tool(manager) ?? "", App(live), Release(live),
                $"{Tool(manager)} (field manager {manager}) manages the fields concerned")
            : action.IsDesiredState && Tracker(live) is { } tracker
                ? new(tracker, App(live), Release(live), $"{tracker} keeps it in step with a repository")
                : null;

    public static ImmutableArray<string> Warnings(
        ITypedAction action, ObjectRef target, string cluster, JsonObject live)
    {
        var warnings = ImmutableArray.CreateBuilder<string>();
        if (LooksProduction(target.Namespace) || LooksProduction(cluster))
        {
            warnings.Add(
                $"{(LooksProduction(target.Namespace) ? $"Namespace {target.Namespace}" : $"Cluster {cluster}")} looks like production.");
        }

        if (!action.IsDesiredState && Tracker(live) is { } tracker)
        {
            warnings.Add($"{tracker} keeps {target} in step with a repository and may put it back.");
        }

        return warnings.ToImmutable();
    }

    /// <summary>The custom resource that an operator makes the object from; null where there is none.</summary>
    public static CustomOwner? Operator(JsonObject live) =>
        (JsonPath.Find(live, "metadata", "ownerReferences") as JsonArray ?? [])
        .Where(owner => JsonPath.Text(owner, "apiVersion") is { } version && version != "v1"
            && !OwnGroups.Any(group => version.StartsWith(group, StringComparison.Ordinal)))
        .Select(owner => new CustomOwner(
            JsonPath.Text(owner, "apiVersion") ?? "", JsonPath.Text(owner, "kind") ?? "",
            JsonPath.Text(owner, "name") ?? "",
            JsonPath.Text(owner, "uid") ?? ""))
        .FirstOrDefault();

    private static string? Tool(string manager) =>
        Tools.FirstOrDefault(tool => manager.Contains(tool.Word, StringComparison.OrdinalIgnoreCase)).Tool;

    private static string? Tracker(JsonObject live) => Trackers.FirstOrDefault(tracker =>
        JsonPath.Find(live, "metadata", "annotations", tracker.Key) is not null
        || JsonPath.Find(live, "metadata", "labels", tracker.Key) is not null).Tool;

    // shop:apps/Deployment:shop/web
    private static string? App(JsonObject live) =>
        JsonPath.Text(live, "metadata", "annotations", "argocd.argoproj.io/tracking-id")?.Split(':')[0]
        ?? JsonPath.Text(live, "metadata", "labels", "argocd.argoproj.io/instance")
        ?? JsonPath.Text(live, "metadata", "labels", "kustomize.toolkit.fluxcd.io/name") ?? Release(live);

    private static string? Release(JsonObject live) =>
        JsonPath.Text(live, "metadata", "annotations", "meta.helm.sh/release-name")
        ?? JsonPath.Text(live, "metadata", "labels", "helm.toolkit.fluxcd.io/name")
        ?? JsonPath.Text(live, "metadata", "labels", "app.kubernetes.io/instance");

    private static bool LooksProduction(string? name) =>
        name is not null && name.Split('-', '_', '.', '/')
            .Any(part => part is "prod" or "production" or "prd" or "live");
}
