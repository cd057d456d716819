using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Tests;

/// <summary>The same objects, logs and series in another order.</summary>
internal static class ShuffledWorld
{
    public static ClusterSnapshot Shuffle(this ClusterSnapshot world, int seed)
    {
        var random = new Random(seed);
        var objects = world.Objects;
        var builder = new ClusterObjectsBuilder();
        Add(builder, objects.Pods, random);
        Add(builder, objects.Deployments, random);
        Add(builder, objects.ReplicaSets, random);
        Add(builder, objects.ControllerRevisions, random);
        Add(builder, objects.StatefulSets, random);
        Add(builder, objects.DaemonSets, random);
        Add(builder, objects.Jobs, random);
        Add(builder, objects.CronJobs, random);
        Add(builder, objects.Services, random);
        Add(builder, objects.Endpoints, random);
        Add(builder, objects.EndpointSlices, random);
        Add(builder, objects.Ingresses, random);
        Add(builder, objects.ConfigMaps, random);
        Add(builder, objects.PersistentVolumeClaims, random);
        Add(builder, objects.PersistentVolumes, random);
        Add(builder, objects.StorageClasses, random);
        Add(builder, objects.Nodes, random);
        Add(builder, objects.Namespaces, random);
        Add(builder, objects.ResourceQuotas, random);
        Add(builder, objects.LimitRanges, random);
        Add(builder, objects.HorizontalPodAutoscalers, random);
        Add(builder, objects.PodDisruptionBudgets, random);
        Add(builder, objects.NetworkPolicies, random);
        Add(builder, objects.ServiceAccounts, random);
        Add(builder, objects.Roles, random);
        Add(builder, objects.ClusterRoles, random);
        Add(builder, objects.RoleBindings, random);
        Add(builder, objects.ClusterRoleBindings, random);
        Add(builder, objects.CustomResources, random);
        Add(builder, objects.Of<Component>(), random);
        Add(builder, objects.Of<Lease>(), random);
        Add(builder, objects.IngressClasses, random);
        Add(builder, objects.ValidatingWebhookConfigurations, random);
        Add(builder, objects.MutatingWebhookConfigurations, random);
        Add(builder, objects.PodMetrics, random);
        Add(builder, objects.NodeMetrics, random);
        Add(builder, objects.Events, random);
        return world with
        {
            Objects = builder.Build(),
            Logs = [.. world.Logs.Order(random)],
            Series = [.. world.Series.Order(random)],
        };
    }

    private static void Add<T>(ClusterObjectsBuilder builder, IReadOnlyList<T> items, Random random)
        where T : class, IKubernetesObject => builder.AddRange<T>([.. items.Order(random)]);

    private static IEnumerable<T> Order<T>(this IEnumerable<T> items, Random random)
    {
        var array = items.ToArray();
        random.Shuffle(array);
        return array;
    }
}
