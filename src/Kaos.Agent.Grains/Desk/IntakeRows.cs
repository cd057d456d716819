using System.Globalization;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Desk;

/// <summary>Objects as rows of a table. Pure.</summary>
internal static class IntakeRows
{
    public static IReadOnlyList<string> PodColumns { get; } =
        ["Namespace", "Name", "Ready", "Status", "Restarts", "Age", "Node"];

    public static IReadOnlyList<string> Pod(Pod pod, DateTimeOffset now)
    {
        var statuses = pod.Status.ContainerStatuses;
        return
        [
            pod.Metadata.Namespace,
            pod.Metadata.Name,
            $"{statuses.Count(status => status.Ready)}/{Math.Max(statuses.Count, pod.Spec.Containers.Count)}",
            PodState(pod),
            Number(statuses.Sum(status => status.RestartCount)),
            Age(pod.Metadata, now),
            pod.Spec.NodeName ?? "-",
        ];
    }

    /// <summary>As kubectl's STATUS column says it.</summary>
    public static string PodState(Pod pod)
    {
        if (pod.Metadata.DeletionTimestamp is not null)
        {
            return "Terminating";
        }

        foreach (var status in pod.Status.InitContainerStatuses.Concat(pod.Status.ContainerStatuses))
        {
            if (status.State.Waiting?.Reason is { Length: > 0 } waiting && waiting != "PodInitializing")
            {
                return waiting;
            }

            if (status.State.Terminated is { ExitCode: not 0 } ended)
            {
                return ended.Reason ?? "Error";
            }
        }

        return pod.Status.Reason ?? pod.Status.Phase ?? "Unknown";
    }

    public static bool IsWell(Pod pod) =>
        PodState(pod) is "Running" or "Succeeded" or "Completed" &&
            pod.Status.ContainerStatuses.All(status => status.Ready || status.State.Terminated is { ExitCode: 0 });

    /// <summary>Wanted, ready and updated pods of a workload; null for what has no replicas.</summary>
    public static (int Wanted, int Ready)? Replicas(IKubernetesObject item) => item switch
    {
        Deployment d => (d.Spec.Replicas ?? 1, d.Status.ReadyReplicas),
        StatefulSet s => (s.Spec.Replicas ?? 1, s.Status.ReadyReplicas),
        ReplicaSet r => (r.Spec.Replicas ?? 1, r.Status.ReadyReplicas),
        DaemonSet d => (d.Status.DesiredNumberScheduled, d.Status.NumberReady),
        _ => null,
    };

    public static IReadOnlyList<string> Node(Node node, DateTimeOffset now) =>
    [
        node.Metadata.Name,
        NodeState(node),
        node.Status.NodeInfo?.KubeletVersion ?? "-",
        node.Spec.Taints.Count == 0
            ? "-"
            : string.Join(", ", node.Spec.Taints.Select(taint => $"{taint.Key}:{taint.Effect}")),
        Age(node.Metadata, now),
    ];

    public static IReadOnlyList<string> Event(Event item, DateTimeOffset now) =>
    [
        item.LastSeen is { } seen ? Span(now - seen) : "-",
        item.Type ?? "-",
        item.Reason ?? "-",
        $"{item.InvolvedObject.Kind}/{item.InvolvedObject.Name}",
        Number(item.Times),
        Short(item.Message ?? ""),
    ];

    public static string Age(ObjectMeta meta, DateTimeOffset now) =>
        meta.CreationTimestamp is { } created ? Span(now - created) : "-";

    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 120 } => $"{Math.Max(0, (int)span.TotalSeconds)}s",
        { TotalMinutes: < 120 } => $"{(int)span.TotalMinutes}m",
        { TotalHours: < 48 } => $"{(int)span.TotalHours}h",
        _ => $"{(int)span.TotalDays}d",
    };

    public static string Stamp(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    public static string Short(string text) =>
        text.ReplaceLineEndings(" ") is var line && line.Length > 120 ? line[..119] + "…" : line;

    public static string Capitalized(string text) =>
        text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static string NodeState(Node node)
    {
        var ready = node.Status.Conditions.FirstOrDefault(condition => condition.Type == "Ready");
        var state = ready is null ? "Unknown" : ready.IsTrue ? "Ready" : "NotReady";
        return node.Spec.Unschedulable ? state + ",SchedulingDisabled" : state;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
