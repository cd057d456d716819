using System.Collections.Immutable;
using Kaos.Agent.Grains.Clusters;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Views;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Health;

/// <summary>Nodes, workloads, storage and events. Pure.</summary>
internal static class ObjectParts
{
    private static readonly TimeSpan Recently = TimeSpan.FromHours(1);

    public static HealthPart Nodes(HealthScene scene)
    {
        var nodes = scene.Objects.Nodes;
        var ready = nodes.Count(node =>
            node.Status.Conditions.Any(condition => condition is { Type: "Ready", IsTrue: true }));
        var cordoned = nodes.Where(node => node.Spec.Unschedulable).Select(node => node.Metadata.Name).ToList();
        return HealthScene.Part(
            "nodes",
            $"{ready} of {nodes.Count} ready{(cordoned.Count == 0 ? "" : $"; cordoned: {string.Join(", ", cordoned)}")}",
            scene.SymptomsOf(kind => kind == "Node"),
            Seen(scene.NotSeen("nodes"), nodes.Count > 0, "nodes"));
    }

    public static HealthPart Workloads(HealthScene scene)
    {
        var pods = scene.Here<Pod>().ToList();
        var workloads = Subjects.Workloads(scene.Objects)
            .Count(item => scene.Namespace is null || item.Metadata.Namespace == scene.Namespace);
        var sick = scene.SymptomsOf(kind =>
            kind is not ("Node" or "PersistentVolumeClaim" or "PersistentVolume" or "StorageClass" or "ResourceQuota" or "Certificate" or "APIService" or "Component"));
        return HealthScene.Part(
            "workloads",
            $"{workloads} workloads, {pods.Count} pods, {pods.Count(pod => pod.Status.Phase == "Running")} of them running",
            sick,
            Seen(
                scene.NotSeen(
                    "pods", "deployments.apps", "statefulsets.apps", "daemonsets.apps", "replicasets.apps",
                    "jobs.batch", "cronjobs.batch", "services"),
                scene.Objects.WasRead<Pod>(), "pods"));
    }

    public static HealthPart Storage(HealthScene scene)
    {
        var claims = scene.Here<PersistentVolumeClaim>().ToList();
        return HealthScene.Part(
            "storage",
            claims.Count == 0
                ? "no claims"
                : $"{claims.Count(claim => claim.Status.Phase == "Bound")} of {claims.Count} claims bound",
            scene.SymptomsOf(kind => kind is "PersistentVolumeClaim" or "PersistentVolume" or "StorageClass"),
            scene.NotSeen("persistentvolumeclaims", "persistentvolumes", "storageclasses.storage.k8s.io"));
    }

    // Warnings are everyday life; those about something that shows a symptom are part of it.
    public static HealthPart Events(HealthScene scene)
    {
        var warnings = scene.Here<Event>()
            .Where(item => item.Type == "Warning" && item.LastSeen is { } seen && scene.World.Now - seen <= Recently)
            .OrderByDescending(item => item.LastSeen).ToList();
        var sick = scene.Symptoms.SelectMany(symptom => new[] { symptom.Object, symptom.Subject }).ToHashSet();
        var lines = warnings
            .Where(item => sick.Contains(About(item)) || sick.Contains(Owners.TopOwner(scene.Objects, About(item))))
            .GroupBy(item => (item.Reason, Owners.TopOwner(scene.Objects, About(item))))
            .Select(group =>
                $"{group.Key.Reason} on {group.Key.Item2.Kind} {group.Key.Item2.Name}, {group.Sum(item => item.Times)} times: {Desk.IntakeRows.Short(group.First().Message ?? "")}");
        return HealthScene.Part(
            "events",
            warnings.Count == 0
                ? "no warnings in the last hour"
                : $"{warnings.Count} kinds of warnings in the last hour, newest {Desk.IntakeRows.Span(scene.World.Now - (warnings[0].LastSeen ?? scene.World.Now))} ago: {warnings[0].Reason}",
            [.. lines.Take(10)],
            scene.NotSeen("events"));
    }

    private static ObjectRef About(Event item) =>
        new(
            item.InvolvedObject.Kind ?? "", string.IsNullOrEmpty(item.InvolvedObject.Namespace)
                ? null
                : item.InvolvedObject.Namespace, item.InvolvedObject.Name ?? "");

    // An empty list from a cluster that cannot lack the kind is a blind eye.
    private static ImmutableArray<NotChecked> Seen(ImmutableArray<NotChecked> notSeen, bool any, string what) =>
        any || !notSeen.IsEmpty ? notSeen : [new NotChecked(what, "none are known, and a cluster cannot be without")];
}
