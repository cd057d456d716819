using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.ControlPlane;

/// <summary>
/// A kubelet that has gone silent while its node is still called ready: either the controller has not noticed yet, or
/// it does not work.
/// </summary>
internal static class SilentKubelet
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(40);

    /// <summary>
    /// The node's lease, where it ran out twice over and the kubelet has not reported its status since either. Null
    /// where it has: then only the lease is in trouble.
    /// </summary>
    public static (Component Kubelets, Lease Lease)? Of(ClusterObjects objects, Node node)
    {
        if (objects.Find<Component>("", Component.Kubelets) is not { } kubelets ||
            kubelets.Leases.FirstOrDefault(lease => lease.Metadata.Name == node.Metadata.Name) is not { } lease ||
            node.Metadata.DeletionTimestamp is not null ||
            node.Status.Conditions.Condition("Ready") is not { IsTrue: true })
        {
            return null;
        }

        var duration = lease.Spec.LeaseDurationSeconds is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : Usual;
        var reported = node.Status.Conditions.Max(condition => condition?.LastHeartbeatTime);
        return kubelets.AgeOf(lease) > 2 * duration && !(reported > lease.Renewed + duration)
            ? (kubelets, lease)
            : null;
    }
}
