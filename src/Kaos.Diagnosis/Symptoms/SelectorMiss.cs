using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>The workload that a Service almost selects, and the labels that differ.</summary>
internal sealed record SelectorMiss(Workload Workload, IReadOnlyList<string> Differing, int Matching)
{
    public static SelectorMiss? Find(WorldIndex index, Service service)
    {
        var all = index.WorkloadsIn(service.Metadata.Namespace).Where(w => w.Object is not (Job or CronJob)).ToList();
        if (all.Any(w => WorldIndex.Covers(w.Template.Metadata.Labels, service.Spec.Selector)))
        {
            return null;
        }

        return all
            .Where(w => w.Wanted > 0)
            .Select(w => Compare(service, w))
            .Where(m =>
                (m.Matching > 0 || m.Workload.Ref.Name == service.Metadata.Name) && !IsServed(index, m.Workload))
            .OrderByDescending(m => m.Workload.Ref.Name == service.Metadata.Name)
            .ThenByDescending(m => m.Matching)
            .ThenBy(m => m.Workload.Ref.ToString(), StringComparer.Ordinal)
            .FirstOrDefault();
    }

    private static SelectorMiss Compare(Service service, Workload workload)
    {
        var labels = workload.Template.Metadata.Labels;
        var differing = service.Spec.Selector
            .Where(s => labels.GetValueOrDefault(s.Key) != s.Value)
            .Select(s => s.Key)
            .Order(StringComparer.Ordinal)
            .ToList();
        return new SelectorMiss(workload, differing, service.Spec.Selector.Count - differing.Count);
    }

    // Pods that another Service reaches already were not forgotten: this one waits for something else, say a canary.
    private static bool IsServed(WorldIndex index, Workload workload) => index.ServicesIn(workload.Namespace)
        .Any(s => s.Spec.Selector.Count > 0 && WorldIndex.Covers(workload.Template.Metadata.Labels, s.Spec.Selector));
}
