using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>
/// What must hold in the cluster for a workflow to be worth offering. Pure; what is not known is a warning.
/// </summary>
internal static class Preconditions
{
    /// <param name="before">The object as it is.</param>
    /// <param name="after">The object as the step would leave it.</param>
    public static Objection? Check(
        string name, ObjectRef target, JsonObject before, JsonObject after, ClusterObjects world) => name switch
        {
            PreconditionNames.OthersReady => OthersReady(target, world),
            _ when !Demand.IsWorkload(target.Kind) => null,
            PreconditionNames.NoReplicas => NoReplicas(target, Demand.Of(before)),
            PreconditionNames.Runs => Runs(target, Demand.Of(before), world),
            PreconditionNames.Quota => Quota(target, Demand.Of(before), Demand.Of(after), world),
            PreconditionNames.Capacity => Room.Check(target, Demand.Of(before), Demand.Of(after), world),
            PreconditionNames.NoAutoscaler => Autoscaler(target, world),
            PreconditionNames.DisruptionBudget => Budget(target, after, world),
            _ => null,
        };

    /// <param name="Blocks">The workflow is not offered; otherwise the text is a warning.</param>
    public sealed record Objection(bool Blocks, string Text);

    private static Objection? OthersReady(ObjectRef target, ClusterObjects world) =>
        target.Kind == "Pod" && world.Find<Pod>(target.Namespace ?? "", target.Name)?.Metadata.Controller is { } owner
        && !world.Pods.Any(pod => pod.Metadata.Controller?.Uid == owner.Uid && pod.Metadata.Name != target.Name
            && IsReady(pod))
            ? new Objection(
                true, $"no other pod of {owner.Kind} {owner.Name} is ready: what ails it is not this pod's own")
            : null;

    private static Objection? NoReplicas(ObjectRef target, Demand now) => now.Replicas == 0 ? null : new Objection(
        true, string.Create(
            CultureInfo.InvariantCulture,
            $"{target} has {now.Replicas} replicas: more of them do not help while those are not well"));

    private static Objection? Runs(ObjectRef target, Demand now, ClusterObjects world)
    {
        if (now.Replicas == 0)
        {
            return new Objection(true, $"{target} has no replicas: there is nothing to restart");
        }

        var pods = world.Pods.Where(pod => Owners.TopOwner(
            world,
            new ObjectRef("Pod", pod.Metadata.Namespace, pod.Metadata.Name)) == (target with { Container = null }))
            .ToArray();
        return pods.Length > 0 && pods.All(IsRestarting)
            ? new Objection(true, $"the pods of {target} are started anew again and again already")
            : null;
    }

    private static bool IsReady(Pod pod) => pod.Status.Conditions.Any(one => one is { Type: "Ready", IsTrue: true });

    private static bool IsRestarting(Pod pod) => pod.Status.ContainerStatuses.Concat(pod.Status.InitContainerStatuses)
        .Any(status => status.State?.Waiting?.Reason == "CrashLoopBackOff");

    private static Objection? Quota(ObjectRef target, Demand before, Demand after, ClusterObjects world)
    {
        foreach (var quota in world.ResourceQuotas.Where(
            quota => quota.Metadata.Namespace == target.Namespace && quota.Spec.Scopes.Count == 0))
        {
            foreach (var (resource, more) in before.MoreIn(after))
            {
                if (more > 0 && quota.Status.Hard.TryGetValue(resource, out var hard)
                    && quota.Status.Used.TryGetValue(resource, out var used) && used.Value + more > hard.Value)
                {
                    return new Objection(true, string.Create(
                        CultureInfo.InvariantCulture,
                        $"quota {quota.Metadata.Name} allows {hard} of {resource}, {used} is in use, and this needs {Amount(resource, more)} more"));
                }
            }
        }

        return null;
    }

    private static Objection? Autoscaler(ObjectRef target, ClusterObjects world) =>
        world.HorizontalPodAutoscalers.FirstOrDefault(hpa => hpa.Metadata.Namespace == target.Namespace
            && hpa.Spec.ScaleTargetRef.Kind == target.Kind && hpa.Spec.ScaleTargetRef.Name == target.Name) is { } found
            ? new Objection(
                true,
                $"HorizontalPodAutoscaler {found.Metadata.Name} owns the number of replicas; change its bounds instead")
            : null;

    private static Objection? Budget(ObjectRef target, JsonObject after, ClusterObjects world)
    {
        var labels = (JsonPath.Find(after, "spec", "template", "metadata", "labels") as JsonObject ?? [])
            .ToDictionary(label => label.Key, label => label.Value?.ToString() ?? "", StringComparer.Ordinal);
        var tight = labels.Count == 0 ? null : world.PodDisruptionBudgets.FirstOrDefault(budget =>
            budget.Metadata.Namespace == target.Namespace && budget.Spec.Selector?.Matches(labels) == true
            && budget.Status is { ExpectedPods: > 0, DisruptionsAllowed: 0 });
        return tight is null ? null : new Objection(false, string.Create(
            CultureInfo.InvariantCulture,
            $"Disruption budget {tight.Metadata.Name} allows no disruption now ({tight.Status.CurrentHealthy} of {tight.Status.DesiredHealthy} healthy); a roll-out keeps to its own strategy, not to the budget."));
    }

    private static string Amount(string resource, decimal amount) =>
        resource.EndsWith("memory", StringComparison.Ordinal)
            ? Kaos.Kubernetes.Models.Quantity.Bytes(amount).ToString()
            : amount.ToString("0.###", CultureInfo.InvariantCulture);
}
