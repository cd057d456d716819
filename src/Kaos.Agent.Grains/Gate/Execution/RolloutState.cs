using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Gate.Execution;

/// <summary>How a roll-out stands. Pure.</summary>
/// <param name="Seen">The controller has seen the last change; before that the numbers are those of the old
/// state.</param>
/// <param name="Ready">Pods of the newest template that are ready.</param>
internal sealed record RolloutState(bool Seen, int Ready, int Of, bool Complete)
{
    /// <summary>Changes whenever anything moves.</summary>
    public string Moving { get; private init; } = "";

    /// <param name="newest">The newest ReplicaSet; null where it is not known.</param>
    public static RolloutState Read(Deployment live, ReplicaSet? newest) => Read(
        live.Status.ObservedGeneration >= live.Metadata.Generation, live.Spec.Replicas ?? 1,
        live.Status.Replicas, live.Status.UpdatedReplicas, live.Status.ReadyReplicas, newest?.Status.ReadyReplicas);

    public static RolloutState Read(StatefulSet live) => Read(
        live.Status.ObservedGeneration >= live.Metadata.Generation, live.Spec.Replicas ?? 1, live.Status.Replicas,
        // Without a roll-out of the template under way every pod is of the newest one, whatever the count says.
        live.Status.UpdateRevision is { } revision && revision == live.Status.CurrentRevision
            ? live.Status.Replicas
            : live.Status.UpdatedReplicas,
        live.Status.ReadyReplicas, null);

    public static RolloutState Read(DaemonSet live) => Read(
        live.Status.ObservedGeneration >= live.Metadata.Generation, live.Status.DesiredNumberScheduled,
        live.Status.CurrentNumberScheduled, live.Status.UpdatedNumberScheduled, live.Status.NumberReady, null);

    private static RolloutState Read(bool seen, int wanted, int all, int updated, int ready, int? newest)
    {
        // Where old and new pods are counted together, the old ones are taken for the ready ones: never too many.
        var fresh = newest ?? Math.Max(0, ready - Math.Max(0, all - updated));
        var complete = seen && updated == wanted && all == wanted && ready == wanted;
        return new RolloutState(seen, Math.Min(complete ? wanted : fresh, wanted), wanted, complete)
        {
            Moving = $"{seen}/{wanted}/{all}/{updated}/{ready}/{fresh}",
        };
    }
}
