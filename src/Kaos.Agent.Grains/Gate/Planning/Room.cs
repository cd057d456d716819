using System.Globalization;
using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>
/// Whether the pods that a step adds find a node. Counts requests against what schedulable nodes have left.
/// </summary>
internal static class Room
{
    public static Preconditions.Objection? Check(ObjectRef target, Demand before, Demand after, ClusterObjects world)
    {
        // One pod more than now while a roll-out surges; as many as are added when it is scaled up.
        var more =
            after.Replicas > before.Replicas ? after.Replicas - before.Replicas : after.Memory > before.Memory ? 1 : 0;
        if (more == 0)
        {
            return null;
        }

        var nodes = world.Nodes.Where(Takes).ToArray();
        if (nodes.Length == 0)
        {
            return world.Nodes.Count == 0
                ? new(false, "The nodes could not be read; whether there is room is not known.")
                : new(true, "no node takes pods now");
        }

        var places = nodes.Sum(node => Places(node, after, world));
        return places >= more ? null : new(true, string.Create(
            CultureInfo.InvariantCulture,
            $"{more} more pods of {target.Name} need room ({after.Cpu:0.###} CPU and {Quantity.Bytes(after.Memory)} each), and the schedulable nodes have room for {places}"));
    }

    private static bool Takes(Node node) => !node.Spec.Unschedulable
        && node.Status.Conditions.FirstOrDefault(condition => condition.Type == "Ready") is not { IsTrue: false }
        && !node.Spec.Taints.Any(taint => taint.Effect is "NoSchedule" or "NoExecute");

    private static long Places(Node node, Demand pod, ClusterObjects world)
    {
        var here = world.Pods.Where(other => other.Spec.NodeName == node.Metadata.Name
            && other.Status.Phase is not ("Succeeded" or "Failed")).ToArray();
        var cpu = Left(node, here, "cpu");
        var memory = Left(node, here, "memory");
        var pods = node.Status.Allocatable.TryGetValue("pods", out var most) ? most.Value - here.Length : 1000;
        return (long)Math.Max(0, Math.Min(pods, Math.Min(Fit(cpu, pod.Cpu), Fit(memory, pod.Memory))));
    }

    private static decimal Left(Node node, Pod[] pods, string resource) =>
        node.Status.Allocatable.GetValueOrDefault(resource).Value
        - pods.Sum(pod =>
            pod.Spec.Containers.Sum(container => container.Resources.Requests.GetValueOrDefault(resource).Value));

    private static decimal Fit(decimal left, decimal each) => each <= 0 ? 1000 : Math.Floor(left / each);
}
