using Kaos.Contracts.Diagnosis;
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

    /// <summary>What an operator's version installs and waits for, by its owner references.</summary>
    public static Behind? OfOperator(Scene scene, CustomResource item) => scene.Index.Objects.Deployments
        .Where(d => d.Metadata.Namespace == item.Metadata.Namespace && d.Metadata.OwnerReferences
            .Any(o => o?.Kind == item.Kind && o.Name == item.Metadata.Name))
        .OrderBy(d => d.Metadata.Name, StringComparer.Ordinal)
        .Where(d => scene.ComplaintOf(d.Ref()) is not null)
        .Select(d => new Behind(CauseCodes.OperatorInstallFailed, d.Ref(), $"Its {d.Ref().Named()} is in trouble"))
        .FirstOrDefault();
}
