using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Operators;

/// <summary>
/// The ReplicaSet of a Rollout whose pods are in trouble themselves: what is wrong with them is the cause.
/// </summary>
internal static class PodsBehind
{
    public static Behind? Of(Scene scene, CustomResource item) => scene.Index
        .ControlledBy(item.Kind, item.Metadata.Namespace, item.Metadata.Name).OfType<ReplicaSet>()
        .OrderByDescending(s => s.Metadata.CreationTimestamp).ThenBy(s => s.Metadata.Name, StringComparer.Ordinal)
        .Where(s => scene.ComplaintOf(s.Ref()) is not null)
        .Select(s => new Behind(CauseCodes.RolloutStalled, s.Ref(), $"Pods of its {s.Ref().Named()} are in trouble"))
        .FirstOrDefault();
}
