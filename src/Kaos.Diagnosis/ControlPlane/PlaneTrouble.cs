using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.ControlPlane;

/// <summary>What is wrong with a part of the control plane.</summary>
/// <param name="Since">The last sign that it was well; the look that saw it, where there is none.</param>
public sealed record PlaneTrouble(string Text, DateTimeOffset Since)
{
    // A new leader takes over a few seconds after the lease of the old one ran out.
    private static readonly TimeSpan TakeOver = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan UsualLease = TimeSpan.FromSeconds(15);

    // A check fails for a moment while a server starts; one that goes says so itself.
    private static readonly TimeSpan Starting = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StoreHiccup = TimeSpan.FromSeconds(50);

    /// <summary>Null when it is well, or when what it shows may also be a healthy life.</summary>
    public static PlaneTrouble? Of(ClusterObjects objects, Component part) => part.Metadata.Name switch
    {
        Component.ApiServer => Checks(part, Starting),
        Component.Store => Checks(part, StoreHiccup),
        Component.Scheduler or Component.ControllerManager => Unrenewed(part) is { } lease &&
            !HasWorked(objects, part, lease)
            ? new PlaneTrouble($"{Held(part, lease)}; nobody leads", lease.Renewed ?? part.SeenAt)
            : null,
        _ => null,
    };

    /// <summary>
    /// The lease under which it leads, when that ran out long enough ago for another to have taken over.
    /// </summary>
    public static Lease? Unrenewed(Component part) =>
        part.Leases.MinBy(part.AgeOf) is { } lease && part.AgeOf(lease) > TakeOver + Duration(lease) ? lease : null;

    /// <summary><c>its lease, held by cp-1, was not renewed for 17 min (last at …)</c></summary>
    public static string Held(Component part, Lease lease) =>
        (string.IsNullOrEmpty(lease.Spec.HolderIdentity)
            ? "its lease was given back and taken by nobody"
            : $"its lease, held by {Holder(lease)}, was not renewed") +
        $" for {Say.Span(part.AgeOf(lease))}" +
        (lease.Renewed is { } at ? $" (last at {Say.Moment(at)})" : "");

    /// <summary>
    /// The machine or pod that holds it, without the run's own id: <c>cp-1</c> of <c>cp-1_8a1f03de-…</c>.
    /// </summary>
    public static string Holder(Lease lease) => (lease.Spec.HolderIdentity ?? "").Split('_')[0];

    /// <summary>What has failed for so long that it is no passing moment.</summary>
    public static IEnumerable<FailedCheck> Lasting(Component part, TimeSpan grace) => part.Failing.Where(check =>
        check.Name != "shutdown" && (check.Since is null || part.SeenAt - check.Since >= grace));

    private static PlaneTrouble? Checks(Component part, TimeSpan grace)
    {
        var failing = Lasting(part, grace).ToList();
        return failing.Count == 0 ? null : new PlaneTrouble(
            "the API server's own check fails: " + Say.List(failing.Select(Named), 5),
            failing.Min(check => check.Since) ?? part.SeenAt);
    }

    /// <summary><c>etcd (context deadline exceeded)</c></summary>
    public static string Named(FailedCheck check) =>
        check.Why is { } why ? $"{check.Name} ({Say.Short(why, 160)})" : check.Name;

    // Leases of what was replaced stay behind for ever. Who leads under another one shows by what it does: pods are
    // given nodes, and made. A pod of nobody may name its node itself, as those of `kubectl debug` do; what a Job or
    // StatefulSet of another API group makes, another controller made.
    private static bool HasWorked(ClusterObjects objects, Component part, Lease lease)
    {
        var after = (lease.Renewed ?? part.SeenAt) + TakeOver;
        return part.Metadata.Name == Component.Scheduler
            ? objects.Pods.Any(pod =>
                pod.Spec.SchedulerName is null or "" or "default-scheduler" &&
                pod.Metadata.Controller is { Kind: not "Node" } &&
                pod.Status.Conditions.Condition("PodScheduled") is { } scheduled &&
                scheduled.LastTransitionTime > after)
            : objects.Pods.Any(pod =>
                pod.Metadata.Controller is { Kind: "ReplicaSet" or "StatefulSet" or "DaemonSet" or "Job" } owner &&
                IsBuiltIn(owner) && pod.Metadata.CreationTimestamp > after);
    }

    private static bool IsBuiltIn(OwnerReference owner) =>
        owner.ApiVersion.StartsWith("apps/", StringComparison.Ordinal) ||
        owner.ApiVersion.StartsWith("batch/", StringComparison.Ordinal);

    private static TimeSpan Duration(Lease lease) =>
        lease.Spec.LeaseDurationSeconds is { } seconds and > 0 and < 3600
            ? TimeSpan.FromSeconds(Math.Max(seconds, UsualLease.TotalSeconds))
            : UsualLease;
}
