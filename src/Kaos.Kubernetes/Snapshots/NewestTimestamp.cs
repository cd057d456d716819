using Kaos.Kubernetes.Models;

namespace Kaos.Kubernetes.Snapshots;

/// <summary>The newest moment that anything in a snapshot speaks of; the snapshot cannot be older.</summary>
internal static class NewestTimestamp
{
    public static DateTimeOffset? Of(
        ClusterObjects objects,
        IReadOnlyList<MetricSeries> series,
        IReadOnlyList<Alert> alerts)
    {
        var times = objects.All().SelectMany(OfMetadata)
            .Concat(objects.Events.Select(item => item.LastSeen))
            .Concat(objects.Pods.SelectMany(OfPod))
            .Concat(objects.Nodes.SelectMany(node => OfConditions(node.Status.Conditions)))
            .Concat(objects.Deployments.SelectMany(item => OfConditions(item.Status.Conditions)))
            .Concat(objects.Jobs.SelectMany(job => OfConditions(job.Status.Conditions)))
            .Concat(objects.PodMetrics.Select(metrics => metrics.Timestamp))
            .Concat(objects.NodeMetrics.Select(metrics => metrics.Timestamp))
            .Concat(series.Where(one => one.Points.Count > 0).Select(one => (DateTimeOffset?)one.Points[^1].At))
            .Concat(alerts.Select(alert => alert.StartsAt));
        return times.Max()?.ToUniversalTime();
    }

    private static IEnumerable<DateTimeOffset?> OfMetadata(IKubernetesObject item)
    {
        yield return item.Metadata.CreationTimestamp;
        foreach (var entry in item.Metadata.ManagedFields)
        {
            yield return entry.Time;
        }
    }

    private static IEnumerable<DateTimeOffset?> OfPod(Pod pod)
    {
        foreach (var time in OfConditions(pod.Status.Conditions))
        {
            yield return time;
        }

        foreach (var status in pod.Status.ContainerStatuses.Concat(pod.Status.InitContainerStatuses))
        {
            yield return status.State.Running?.StartedAt;
            yield return status.State.Terminated?.FinishedAt;
            yield return status.LastState.Terminated?.FinishedAt;
        }
    }

    private static IEnumerable<DateTimeOffset?> OfConditions(IReadOnlyList<Condition> conditions)
    {
        foreach (var condition in conditions)
        {
            yield return condition.LastTransitionTime;
            yield return condition.LastHeartbeatTime;
        }
    }
}
