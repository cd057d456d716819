using Kaos.PracticeCluster.Kubelet;
using Kaos.PracticeCluster.Simulation;

namespace Kaos.PracticeCluster.Prometheus;

// Every series there is, as functions of time over what the simulation remembers.
internal sealed class SeriesSource(LiveCluster cluster)
{
    public IEnumerable<Series> All()
    {
        foreach (var pod in cluster.Kubelet.All)
        {
            foreach (var container in pod.Containers)
            {
                yield return Of("container_memory_working_set_bytes", pod, container, time =>
                    Run(pod, container, time) is { } run
                    ? Math.Floor(run.Memory(time) / 4096) * 4096 : null);
                yield return Of("container_cpu_usage_seconds_total", pod, container, time =>
                    Run(pod, container, time)?.CpuSeconds(time));
                yield return Of("kube_pod_container_status_restarts_total", pod, container, time => Exists(pod, time)
                    ? Math.Max(0, container.Runs.Count(run => run.Started <= time) - 1) : null);
                yield return Of("kube_pod_container_status_ready", pod, container, time =>
                    Run(pod, container, time) is { } run
                    ? run.At(time).Mode.Ready && time - run.Started >= pod.Behaviour.Startup ? 1 : 0 : Exists(pod, time)
                        ? 0 : null);
            }
        }

        foreach (var signal in cluster.Signals)
        {
            var labels = new Dictionary<string, string>(signal.Labels, StringComparer.Ordinal)
            {
                ["__name__"] = signal.Metric,
            };
            yield return new Series(labels, signal.At);
        }

        foreach (var alert in cluster.Alerts.Where(alert => alert.Fires(cluster.World, cluster.Kubelet)))
        {
            var labels = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["__name__"] = "ALERTS",
                ["alertname"] = Storage.Json.Text(alert.Node, "name"),
                ["alertstate"] = "firing",
            };
            foreach (var (key, value) in Storage.Json.Labels(alert.Node, "labels"))
            {
                labels[key] = value;
            }

            yield return new Series(labels, time => time >= alert.From ? 1 : null);
        }
    }

    private static Series Of(string name, PodRuntime pod, ContainerRuntime container, Func<DateTimeOffset,
        double?> at) => new(
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["__name__"] = name,
            ["namespace"] = pod.Key.Namespace,
            ["pod"] = pod.Key.Name,
            ["container"] = container.Name,
            ["node"] = pod.Node,
        }, at);

    private static ContainerRun? Run(PodRuntime pod, ContainerRuntime container, DateTimeOffset time) =>
        Exists(pod, time) ? container.Runs.FindLast(run => run.Covers(time)) : null;

    private static bool Exists(PodRuntime pod, DateTimeOffset time) => time >= pod.Created
        && (pod.Gone is null || time < pod.Gone);
}
