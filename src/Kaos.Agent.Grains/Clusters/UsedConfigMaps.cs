using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>Which ConfigMaps workloads read. Pure.</summary>
internal static class UsedConfigMaps
{
    public static HashSet<(string Namespace, string Name)> Of(ClusterObjects objects)
    {
        var used = new HashSet<(string, string)>();
        foreach (var (@namespace, spec) in Specs(objects))
        {
            foreach (var name in Names(spec).Where(name => name is { Length: > 0 }))
            {
                used.Add((@namespace, name ?? ""));
            }
        }

        return used;
    }

    private static IEnumerable<(string Namespace, PodSpec Spec)> Specs(ClusterObjects objects) => objects.Deployments
        .Select(item => (item.Metadata.Namespace, item.Spec.Template.Spec))
        .Concat(objects.StatefulSets.Select(item => (item.Metadata.Namespace, item.Spec.Template.Spec)))
        .Concat(objects.DaemonSets.Select(item => (item.Metadata.Namespace, item.Spec.Template.Spec)))
        .Concat(objects.CronJobs.Select(item => (item.Metadata.Namespace, item.Spec.JobTemplate.Spec.Template.Spec)));

    private static IEnumerable<string?> Names(PodSpec spec) => spec.Containers.Concat(spec.InitContainers)
        .Where(container => container is not null)
        .SelectMany(container => container.EnvFrom.Select(from => from.ConfigMapRef?.Name)
            .Concat(container.Env.Select(variable => variable.ValueFrom?.ConfigMapKeyRef?.Name)))
        .Concat(spec.Volumes.Select(volume => volume.ConfigMap?.Name))
        .Concat(
            spec.Volumes.SelectMany(volume => volume.Projected?.Sources ?? [])
                .Select(source => source.ConfigMap?.Name));
}
