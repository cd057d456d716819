using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Symptoms;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Remarks;

/// <summary>
/// Disruption budgets and autoscalers that will be in the way one day: by their arithmetic, or of each other.
/// </summary>
internal sealed class DisruptionRemarks : IRemarkRule
{
    public ImmutableArray<string> Codes =>
    [
        RemarkCodes.BudgetNeverAllows, RemarkCodes.BudgetSelectsNothing, RemarkCodes.BudgetsOverlap,
        RemarkCodes.AutoscalersShareTarget,
    ];

    public IEnumerable<Remark> Of(WorldIndex index) => Budgets(index).Concat(Overlaps(index)).Concat(Shared(index));

    private static IEnumerable<Remark> Budgets(WorldIndex index)
    {
        foreach (var budget in index.Objects.PodDisruptionBudgets)
        {
            var status = budget.Status;
            var rule = budget.Spec.MaxUnavailable is { } most
                ? $"maxUnavailable {most}"
                : $"minAvailable {budget.Spec.MinAvailable}";
            if (DrainSymptoms.NeverAllows(budget))
            {
                yield return new Remark(
                    RemarkCodes.BudgetNeverAllows, budget.Ref(),
                    $"PodDisruptionBudget {budget.Metadata.Name} never lets a pod go: {rule} of {status.ExpectedPods} keeps {status.DesiredHealthy} up",
                    "Run one more replica, or allow maxUnavailable 1; else every drain of its nodes waits.");
            }
            else if (index.Objects.WasRead<Pod>() && budget.Spec.Selector is { } selector &&
                !Selects(index, budget.Metadata.Namespace, selector))
            {
                yield return new Remark(
                    RemarkCodes.BudgetSelectsNothing, budget.Ref(),
                    $"PodDisruptionBudget {budget.Metadata.Name} selects neither a pod nor a workload of its namespace, so it protects nothing",
                    "Compare its selector with the labels of the pods that it is meant for, or delete it.");
            }
        }
    }

    // A workload scaled to zero is still protected when it comes back.
    private static bool Selects(WorldIndex index, string ns, LabelSelector selector) =>
        index.WorkloadsIn(ns).Any(w => selector.Matches(w.Template.Metadata.Labels)) ||
        index.Objects.Pods.Any(p => p.Metadata.Namespace == ns && selector.Matches(p.Metadata.Labels));

    private static IEnumerable<Remark> Overlaps(WorldIndex index) =>
        from space in index.Objects.PodDisruptionBudgets.GroupBy(b => b.Metadata.Namespace, StringComparer.Ordinal)
        where space.Count() > 1
        from workload in index.WorkloadsIn(space.Key)
        let budgets = space.Where(b => b.Spec.Selector?.Matches(workload.Template.Metadata.Labels) ?? false)
            .OrderBy(b => b.Metadata.Name, StringComparer.Ordinal).ToList()
        where budgets.Count > 1
        select new Remark(
            RemarkCodes.BudgetsOverlap, budgets[0].Ref(),
            $"{budgets.Count} PodDisruptionBudgets cover {workload.Ref.Named()} ({Say.List(budgets.Select(b => b.Metadata.Name))}); its pods cannot be evicted at all",
            "Leave one of them; the eviction API refuses pods with more than one budget.");

    private static IEnumerable<Remark> Shared(WorldIndex index) =>
        from scalers in index.Objects.HorizontalPodAutoscalers.GroupBy(
            h => (h.Metadata.Namespace, h.Spec.ScaleTargetRef.Kind, h.Spec.ScaleTargetRef.Name))
        where scalers.Count() > 1
        let ordered = scalers.OrderBy(h => h.Metadata.Name, StringComparer.Ordinal).ToList()
        select new Remark(
            RemarkCodes.AutoscalersShareTarget, ordered[0].Ref(),
            $"{ordered.Count} HorizontalPodAutoscalers scale {scalers.Key.Kind} {scalers.Key.Name} ({Say.List(ordered.Select(h => h.Metadata.Name))}) and undo each other's work",
            "Leave one of them, with the metrics of all.");
}
