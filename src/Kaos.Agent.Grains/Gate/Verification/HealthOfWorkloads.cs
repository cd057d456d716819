using System.Collections.Immutable;
using System.Globalization;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>
/// The workloads that a plan is about, before its first write and after: what has got worse is undone, whatever the
/// plan's checks say. Their own pods count and nobody else's in the namespace. Pure.
/// </summary>
internal static class HealthOfWorkloads
{
    /// <summary>Empty where pods could not be read: what was not seen is neither better nor worse.</summary>
    public static ImmutableArray<WorkloadHealth> Measure(ClusterSnapshot world, Plan plan, Finding finding)
    {
        if (world.NotRead.Any(part => part.What.StartsWith("pods", StringComparison.OrdinalIgnoreCase)))
        {
            return [];
        }

        var ill = Examiner.Symptoms(world)
            .Where(symptom => symptom.Severity == Severity.Critical && symptom.Object.Kind == "Pod")
            .Select(symptom => (symptom.Object.Namespace, symptom.Object.Name)).ToHashSet();
        return
        [
            .. Concerned(plan, finding)
                .Select(workload =>
                    WorkloadView.Of(world.Objects, workload) is { } view ? Measure(
                        workload, view, world.Objects, ill) : null)
                .OfType<WorkloadHealth>(),
        ];
    }

    /// <summary>
    /// What is worse than before, in words; null: nothing is. Fewer ready pods are not worse where fewer are asked for,
    /// nor where those that were failing before are the ones missing.
    /// </summary>
    public static string? Worse(ImmutableArray<WorkloadHealth> before, ImmutableArray<WorkloadHealth> now)
    {
        foreach (var then in before)
        {
            if (now.FirstOrDefault(one => one.Object == then.Object) is not { } after)
            {
                continue;
            }

            if (after.Ready < Math.Min(Steady(then), after.Wanted))
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{then.Object} got worse: {then.Ready} of its pods were ready before the change, now {after.Ready} of {after.Wanted} are.");
            }

            if (after.Ill > then.Ill)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{then.Object} got worse: {then.Ill} of its pods were failing before the change, now {after.Ill} are.");
            }
        }

        return null;
    }

    // A pod that was failing before comes and goes: that it is away now says nothing. That all are away does.
    private static int Steady(WorkloadHealth then) =>
        then.Ready == 0 ? 0 : Math.Max(then.Ready - then.Ill, 1);

    // What a plan takes away has no health afterwards.
    private static IEnumerable<ObjectRef> Concerned(Plan plan, Finding finding) =>
        plan.Steps.Select(step => step.RolloutOf ?? step.Target)
            .Append(finding.Subject)
            .Concat(plan.Verification.Checks.Select(check => check.Object))
            .Select(one => one with { Container = null })
            .Except(plan.Steps.Where(step => step.Action == ActionNames.Delete).Select(step => step.Target))
            .Distinct();

    private static WorkloadHealth Measure(
        ObjectRef workload, WorkloadView view, ClusterObjects objects, HashSet<(string? Namespace, string Name)> ill)
    {
        var pods = view.Pods(objects, workload).ToArray();
        return new WorkloadHealth(
            workload, view.Wanted,
            pods.Count(pod => pod.Status.Conditions.Any(condition => condition is { Type: "Ready", IsTrue: true })),
            pods.Count(pod => ill.Contains((pod.Metadata.Namespace, pod.Metadata.Name))));
    }
}
