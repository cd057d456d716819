using Kaos.Agent.Grains.Clusters;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Triage;

/// <summary>Which object an alert's labels mean.</summary>
internal static class AlertSubjects
{
    private static readonly (string Label, string Kind)[] Workloads =
    [
        ("deployment", "Deployment"), ("statefulset", "StatefulSet"), ("daemonset", "DaemonSet"), ("cronjob", "CronJob"),
        ("job_name", "Job"), ("replicaset", "ReplicaSet"),
    ];

    /// <summary>The top owner that the alert is about; null when no label names an object.</summary>
    public static ObjectRef? Of(ClusterObjects objects, IReadOnlyDictionary<string, string> labels)
    {
        var @namespace = Label(labels, "namespace");
        if (@namespace is not null)
        {
            return OfPod(objects, labels, @namespace) ?? OfWorkload(objects, labels, @namespace) ??
                OfService(objects, labels, @namespace) ?? OfApp(objects, labels, @namespace) ?? OfNode(objects, labels) ??
                new ObjectRef("Namespace", null, @namespace);
        }

        return OfNode(objects, labels);
    }

    private static ObjectRef? OfPod(ClusterObjects objects, IReadOnlyDictionary<string, string> labels, string @namespace) =>
        Label(labels, "pod") is not { } pod || IsReporter(objects, labels, @namespace, pod)
            ? null
            : Subjects.OfPod(objects, @namespace, pod) ??
                (OfWorkload(objects, labels, @namespace) ?? new ObjectRef("Pod", @namespace, pod));

    // kube-state-metrics reports on others: where its own name is in "pod", a workload label says who is meant.
    private static bool IsReporter(
        ClusterObjects objects, IReadOnlyDictionary<string, string> labels, string @namespace, string pod) =>
        pod.Contains("kube-state-metrics", StringComparison.Ordinal) && OfWorkload(objects, labels, @namespace) is not null;

    private static ObjectRef? OfWorkload(
        ClusterObjects objects, IReadOnlyDictionary<string, string> labels, string @namespace)
    {
        foreach (var (label, kind) in Workloads)
        {
            if (Label(labels, label) is { } name)
            {
                return Owners.TopOwner(objects, new ObjectRef(kind, @namespace, name));
            }
        }

        return null;
    }

    private static ObjectRef? OfService(
        ClusterObjects objects, IReadOnlyDictionary<string, string> labels, string @namespace) =>
        Label(labels, "service") is { } name && objects.Find<Service>(@namespace, name) is { } service
            ? Subjects.BehindService(objects, service)
            : null;

    // "job", "app" and "service" are often the workload's own name; only one that exists counts.
    private static ObjectRef? OfApp(ClusterObjects objects, IReadOnlyDictionary<string, string> labels, string @namespace)
    {
        foreach (var label in new[] { "workload", "app", "app_kubernetes_io_name", "service", "job", "container" })
        {
            if (Label(labels, label) is { } name)
            {
                foreach (var kind in new[] { "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob" })
                {
                    if (objects.Find(kind, @namespace, name) is not null)
                    {
                        return Owners.TopOwner(objects, new ObjectRef(kind, @namespace, name));
                    }
                }
            }
        }

        return null;
    }

    private static ObjectRef? OfNode(ClusterObjects objects, IReadOnlyDictionary<string, string> labels)
    {
        if (Label(labels, "node") is { } node)
        {
            return new ObjectRef("Node", null, node);
        }

        var instance = Label(labels, "instance")?.Split(':')[0];
        var found = instance is null
            ? null
            : objects.Nodes.FirstOrDefault(item =>
                item.Metadata.Name == instance || item.Status.Addresses.Any(address => address.Address == instance));
        return found is null ? null : Subjects.Ref(found);
    }

    // Prometheus renames a target's own label to exported_… when it sets the same label itself: that one is the truth.
    private static string? Label(IReadOnlyDictionary<string, string> labels, string name) =>
        labels.TryGetValue("exported_" + name, out var exported) && exported.Length > 0 ? exported
        : labels.TryGetValue(name, out var value) && value.Length > 0 ? value
        : null;
}
