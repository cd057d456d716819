using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Graph;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Remarks;

/// <summary>Workloads that rest because somebody wants them to, and might have forgotten.</summary>
internal sealed class WorkloadRemarks : IRemarkRule
{
    public ImmutableArray<string> Codes =>
    [
        RemarkCodes.CronJobSuspended, RemarkCodes.JobSuspended, RemarkCodes.DeploymentPaused, RemarkCodes.PodsGated,
        RemarkCodes.RolloutPartition, RemarkCodes.GoverningServiceAbsent, RemarkCodes.DaemonSetWithoutNode,
        RemarkCodes.ScaledToZeroInUse,
    ];

    public IEnumerable<Remark> Of(WorldIndex index) =>
        Suspended(index).Concat(Paused(index)).Concat(Gated(index)).Concat(Sets(index)).Concat(Zero(index));

    private static IEnumerable<Remark> Suspended(WorldIndex index) =>
        index.Objects.CronJobs.Where(c => c.Spec.Suspend)
            .Select(c => new Remark(
                RemarkCodes.CronJobSuspended, c.Ref(),
                $"CronJob {c.Metadata.Name} is suspended" + (c.Status.LastScheduleTime is { } last ? $"; it last ran at {Say.Stamp(last)}" : ""),
                "Set spec.suspend to false when it is to run again."))
            .Concat(index.Objects.Jobs.Where(j => j.Spec.Suspend && j.Status.CompletionTime is null)
                .Select(j => new Remark(
                    RemarkCodes.JobSuspended, j.Ref(), $"Job {j.Metadata.Name} is suspended",
                    "Set spec.suspend to false when it is to run; a queue such as Kueue does that by itself.")));

    private static IEnumerable<Remark> Paused(WorldIndex index) =>
        from deployment in index.Objects.Deployments
        where deployment.Spec.Paused
        let wanted = deployment.Spec.Replicas ?? 1
        let waits = deployment.Status.UpdatedReplicas < wanted
        select new Remark(
            RemarkCodes.DeploymentPaused, deployment.Ref(),
            $"Deployment {deployment.Metadata.Name} is paused" + (waits ? $" with {deployment.Status.UpdatedReplicas} of {wanted} pods on the new template" : ""),
            "kubectl rollout resume when the roll-out is to go on.");

    private static IEnumerable<Remark> Gated(WorldIndex index) =>
        from pod in index.Objects.Pods
        where pod.Spec.SchedulingGates.Count > 0 &&
            pod.Status.Conditions.Condition("PodScheduled") is { Reason: "SchedulingGated" }
        group pod by Owners.TopOwner(index.Objects, pod) into gated
        let gates = gated.SelectMany(p => p.Spec.SchedulingGates).Select(g => g?.Name ?? "").Distinct()
            .Order(StringComparer.Ordinal)
        select new Remark(
            RemarkCodes.PodsGated, gated.Key,
            $"{Say.Count(gated.Count(), "pod")} of {gated.Key.Named()} is held by scheduling gate {Say.List(gates)}",
            "Whoever sets the gate removes it; look at that controller if it should have by now.");

    private static IEnumerable<Remark> Sets(WorldIndex index)
    {
        foreach (var set in index.Objects.StatefulSets)
        {
            if (set.Spec.UpdateStrategy?.RollingUpdate?.Partition is > 0 and var partition &&
                set.Status.UpdateRevision != set.Status.CurrentRevision)
            {
                yield return new Remark(
                    RemarkCodes.RolloutPartition, set.Ref(),
                    $"StatefulSet {set.Metadata.Name} rolls out to ordinals from {partition} only; {Say.Count(partition, "pod")} keeps the old template",
                    "Lower spec.updateStrategy.rollingUpdate.partition when the rest is to follow.");
            }

            if (set.Spec.ServiceName is { Length: > 0 } name && index.Objects.WasRead<Service>() &&
                index.Objects.Find<Service>(set.Metadata.Namespace, name) is null)
            {
                yield return new Remark(
                    RemarkCodes.GoverningServiceAbsent, set.Ref(),
                    $"The governing Service {name} of StatefulSet {set.Metadata.Name} does not exist, so its pods have no names of their own",
                    "Make a headless Service of that name where the pods are to find each other.");
            }
        }

        foreach (var set in index.Objects.DaemonSets.Where(
            d => d.Status.DesiredNumberScheduled == 0 && index.Objects.Nodes.Count > 0))
        {
            yield return new Remark(
                RemarkCodes.DaemonSetWithoutNode, set.Ref(),
                $"DaemonSet {set.Metadata.Name} wants to run on no node ({Say.List(set.Spec.Template.Spec.NodeSelector.Select(s => $"{s.Key}={s.Value}").DefaultIfEmpty("affinity or taints"))})",
                "Check its nodeSelector, affinity and tolerations against the nodes' labels and taints.");
        }
    }

    // Nobody fails yet, or a finding would say so; still somebody is sent there.
    private static IEnumerable<Remark> Zero(WorldIndex index)
    {
        var graph = DependencyGraph.Of(index);
        foreach (var service in index.Objects.Services.Where(s => s.Spec.Selector.Count > 0))
        {
            var behind = index.WorkloadsIn(service.Metadata.Namespace)
                .Where(w => WorldIndex.Covers(w.Template.Metadata.Labels, service.Spec.Selector)).ToList();
            var users = graph.DependantsOf(service.Ref()).Select(d => d.From)
                .Where(f => f.Kind == "Ingress" || index.WorkloadOf(f) is { Ready: > 0 })
                .Distinct().OrderBy(f => f.ToString(), StringComparer.Ordinal).ToList();
            if (behind is [{ Wanted: 0 } only] && users.Count > 0)
            {
                yield return new Remark(
                    RemarkCodes.ScaledToZeroInUse, only.Ref,
                    $"{only.Ref.Named()} is scaled to zero while {Say.List(users.Select(u => u.Named()))} leads to its Service {service.Metadata.Name}",
                    "Scale it up, or take the reference away, unless something scales it on demand.");
            }
        }
    }
}
