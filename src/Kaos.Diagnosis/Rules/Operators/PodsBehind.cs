using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Operators;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Operators;

/// <summary>
/// The ReplicaSet of a Rollout, or the Deployment of an operator, whose pods are in trouble themselves: what is wrong
/// with them is the cause.
/// </summary>
internal static class PodsBehind
{
    public static Behind? Of(Scene scene, CustomResource item) => scene.Index
        .ControlledBy(item.Kind, item.Metadata.Namespace, item.Metadata.Name).OfType<ReplicaSet>()
        .OrderByDescending(s => s.Metadata.CreationTimestamp).ThenBy(s => s.Metadata.Name, StringComparer.Ordinal)
        .Where(s => scene.ComplaintOf(s.Ref()) is not null)
        .Select(s => new Behind(CauseCodes.RolloutStalled, s.Ref(), $"Pods of its {s.Ref().Named()} are in trouble"))
        .FirstOrDefault();

    /// <summary>What Flux applied and waited for in vain, by the labels that it sets.</summary>
    public static Behind? OfRelease(Scene scene, CustomResource item, ResourceTrouble trouble) =>
        !Waited.Any(w => trouble.Text.Contains(w, StringComparison.OrdinalIgnoreCase))
            ? null
            : scene.Index.Objects.All()
                .Where(o => Workload.IsTop(o) && IsApplied(o.Metadata.Labels, item))
                .Select(o => o.Ref())
                .OrderBy(o => o.ToString(), StringComparer.Ordinal)
                .Where(o => scene.ComplaintOf(o) is not null)
                .Select(o => new Behind(CauseCodes.GitOpsSyncFailed, o, $"Its {o.Named()} is in trouble"))
                .FirstOrDefault();

    private static readonly string[] Waited =
        ["deadline exceeded", "timed out", "timeout waiting", "health check", "not ready", "InProgress"];

    private static bool IsApplied(IReadOnlyDictionary<string, string> labels, CustomResource item)
    {
        var tool = item.Kind == "HelmRelease" ? "helm" : "kustomize";
        return labels.GetValueOrDefault($"{tool}.toolkit.fluxcd.io/name") == item.Metadata.Name &&
            labels.GetValueOrDefault($"{tool}.toolkit.fluxcd.io/namespace") == item.Metadata.Namespace;
    }

    /// <summary>What an operator's version installs and waits for, by its owner references.</summary>
    public static Behind? OfOperator(Scene scene, CustomResource item) => scene.Index.Objects.Deployments
        .Where(d => d.Metadata.Namespace == item.Metadata.Namespace && d.Metadata.OwnerReferences
            .Any(o => o?.Kind == item.Kind && o.Name == item.Metadata.Name))
        .OrderBy(d => d.Metadata.Name, StringComparer.Ordinal)
        .Where(d => scene.ComplaintOf(d.Ref()) is not null)
        .Select(d => new Behind(CauseCodes.OperatorInstallFailed, d.Ref(), $"Its {d.Ref().Named()} is in trouble"))
        .FirstOrDefault();
}
