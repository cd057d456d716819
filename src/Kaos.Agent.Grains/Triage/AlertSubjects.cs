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
        ("deployment", "Deployment"), ("statefulset", "StatefulSet"), ("daemonset", "DaemonSet"),
        ("cronjob", "CronJob"),
        ("job_name", "Job"), ("replicaset", "ReplicaSet"),
    ];

    private const string ClusterNamespace = "kube-system";

    // Of what is no workload; exact, so they go before the labels that every target has.
    private static readonly (string Label, string Kind, bool IsNamespaced)[] Others =
    [
        ("persistentvolumeclaim", "PersistentVolumeClaim", true),
        ("horizontalpodautoscaler", "HorizontalPodAutoscaler", true),
        ("poddisruptionbudget", "PodDisruptionBudget", true), ("resourcequota", "ResourceQuota", true),
        ("ingress", "Ingress", true),
        ("scaledObject", "ScaledObject", true), ("persistentvolume", "PersistentVolume", false),
    ];

    /// <summary>The top owner that the alert is about; null when no label names an object.</summary>
    public static ObjectRef? Of(
        ClusterObjects objects, string alertName, string symptom, IReadOnlyDictionary<string, string> labels)
    {
        var @namespace = Label(labels, "namespace");
        var named = OfOther(labels, @namespace) ?? OfCustom(objects, labels, @namespace ?? "");
        if (symptom is SymptomCodes.NodeNotReady or SymptomCodes.NodePressure)
        {
            // "pod" and "namespace" are those of the exporter that measured it.
            named ??= OfNode(objects, labels) ?? OfExporter(objects, labels, @namespace);
        }

        if (named is null && @namespace is not null)
        {
            named = OfPod(objects, labels, @namespace) ?? OfWorkload(objects, labels, @namespace) ??
                OfService(objects, labels, @namespace) ?? OfApp(objects, labels, @namespace);
        }

        return named ?? OfNode(objects, labels)
            ?? (KnownAlerts.IsOfTheCluster(alertName) ? OfTheCluster(objects, labels)
            : @namespace is null ? null
            : new ObjectRef("Namespace", null, @namespace));
    }

    private static ObjectRef? OfOther(IReadOnlyDictionary<string, string> labels, string? @namespace) => Others
        .Where(other => !other.IsNamespaced || @namespace is not null)
        .Select(other => Label(labels, other.Label) is { } name
            ? new ObjectRef(other.Kind, other.IsNamespaced ? @namespace : null, name)
            : null)
        .FirstOrDefault(found => found is not null);

    // Operators' own metrics call it "name", some with its "kind"; only one that exists counts.
    private static ObjectRef? OfCustom(
        ClusterObjects objects, IReadOnlyDictionary<string, string> labels, string @namespace)
    {
        if (Label(labels, "name") is not { } name)
        {
            return null;
        }

        var kind = Label(labels, "kind") ?? Label(labels, "customresource_kind");
        var found = objects.CustomResources
            .Where(item =>
                item.Metadata.Name == name &&
                    (item.Metadata.Namespace.Length == 0 || item.Metadata.Namespace == @namespace) &&
                (kind is null || item.Kind == kind))
            .Take(2).ToList();
        return found is [var only] ? Subjects.Ref(only) : null;
    }

    // Who runs the part of the control plane that the alert's job scrapes; a managed cluster does not show it.
    private static ObjectRef OfTheCluster(ClusterObjects objects, IReadOnlyDictionary<string, string> labels) =>
        OfApp(objects, labels, ClusterNamespace) ?? new ObjectRef("Namespace", null, ClusterNamespace);

    // kube-state-metrics reports on others: where its own name is in "pod", a workload label says who is meant.
    private static ObjectRef? OfPod(
        ClusterObjects objects, IReadOnlyDictionary<string, string> labels, string @namespace) =>
        Label(labels, "pod") is not { } pod || (Reports(labels) && OfWorkload(objects, labels, @namespace) is not null)
            ? null
            : Subjects.OfPod(objects, @namespace, pod) ??
                (OfWorkload(objects, labels, @namespace) ?? new ObjectRef("Pod", @namespace, pod));

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
    private static ObjectRef? OfApp(
        ClusterObjects objects, IReadOnlyDictionary<string, string> labels, string @namespace)
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

    private static ObjectRef? OfExporter(
        ClusterObjects objects, IReadOnlyDictionary<string, string> labels, string? @namespace) =>
        !Reports(labels) && Label(labels, "pod") is { } pod &&
            objects.Find<Pod>(@namespace ?? "", pod)?.Spec.NodeName is { Length: > 0 } node
            ? new ObjectRef("Node", null, node)
            : null;

    // It tells of objects that it does not run beside.
    private static bool Reports(IReadOnlyDictionary<string, string> labels) =>
        Label(labels, "pod")?.Contains("kube-state-metrics", StringComparison.Ordinal) ?? false;

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
