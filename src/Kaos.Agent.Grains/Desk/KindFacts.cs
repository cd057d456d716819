using Kaos.Agent.Grains.Clusters;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Desk;

/// <summary>What a person wants to know first of an object of its kind, a line each. Pure.</summary>
internal static class KindFacts
{
    private const int MostKeys = 30;

    public static IEnumerable<string> Of(IKubernetesObject item, DateTimeOffset now) => item switch
    {
        Service service => OfService(service),
        ConfigMap map => OfConfigMap(map),
        Ingress ingress => OfIngress(ingress),
        PersistentVolumeClaim claim => OfClaim(claim),
        CronJob job => OfCronJob(job, now),
        HorizontalPodAutoscaler scaler => OfScaler(scaler, now),
        NetworkPolicy policy => OfPolicy(policy),
        Node node => OfNode(node),
        Pod pod => OfPod(pod),
        _ => [],
    };

    /// <summary>How often a workload's containers began anew, and how the last of them ended; null: never.</summary>
    public static string? Restarts(IEnumerable<Pod> pods, DateTimeOffset now)
    {
        var containers = pods.SelectMany(pod => pod.Status.ContainerStatuses).Where(one => one.RestartCount > 0).ToList();
        if (containers.Count == 0)
        {
            return null;
        }

        var last = containers.Select(one => one.LastState.Terminated).MaxBy(ended => ended?.FinishedAt);
        var how = last is null ? "" : $", the last at {Ago(last.FinishedAt, now)}: {last.Reason}, exit code {last.ExitCode}";
        return $"Restarts: {containers.Sum(one => one.RestartCount)}{how}";
    }

    private static IEnumerable<string> OfService(Service service)
    {
        yield return $"Selector: {Pairs(service.Spec.Selector)}";
        yield return $"Ports: {string.Join(", ", service.Spec.Ports.Select(port =>
            $"{port.Port}{(port.TargetPort?.Text is { } target && target != $"{port.Port}" ? $" -> {target}" : "")}/{port.Protocol ?? "TCP"}"))}";
    }

    private static IEnumerable<string> OfConfigMap(ConfigMap map)
    {
        foreach (var (key, value) in map.Data.OrderBy(pair => pair.Key, StringComparer.Ordinal).Take(MostKeys))
        {
            var line = Redaction.Of($"{key}: {IntakeRows.Short(value)}");
            yield return $"  {line}{(value.Contains('\n', StringComparison.Ordinal) ? $" ({value.Split('\n').Length} lines)" : "")}";
        }

        if (map.Data.Count > MostKeys)
        {
            yield return $"  … and {map.Data.Count - MostKeys} more keys";
        }
    }

    private static IEnumerable<string> OfIngress(Ingress ingress) => ingress.Spec.Rules
        .SelectMany(rule => rule.Http?.Paths ?? [], (rule, path) =>
            $"{rule.Host ?? "any host"}{path.Path ?? "/"} -> "
            + $"{path.Backend?.Service?.Name ?? "no service"}:{path.Backend?.Service?.Port?.Name ?? $"{path.Backend?.Service?.Port?.Number}"}")
        .Concat(
            ingress.Spec.Tls.Select(tls =>
                $"TLS: {string.Join(", ", tls.Hosts)} from Secret {tls.SecretName ?? "none"}"))
        .Prepend($"Class: {ingress.Spec.IngressClassName ?? "the default one"}");

    private static IEnumerable<string> OfClaim(PersistentVolumeClaim claim)
    {
        yield return $"Status: {claim.Status.Phase ?? "unknown"}{(claim.Spec.VolumeName is { Length: > 0 } volume ? $", volume {volume}" : "")}";
        yield return $"Size: {Amount(claim.Status.Capacity, "storage")}, asked for {Amount(claim.Spec.Resources.Requests, "storage")}; "
            + $"class {claim.Spec.StorageClassName ?? "the default one"}, {string.Join(", ", claim.Spec.AccessModes)}";
    }

    private static IEnumerable<string> OfCronJob(CronJob job, DateTimeOffset now)
    {
        yield return $"Schedule: {job.Spec.Schedule} ({job.Spec.TimeZone ?? "the control plane's time zone, mostly UTC"})"
            + (job.Spec.Suspend ? "; suspended" : "");
        yield return $"Last run: {Ago(job.Status.LastScheduleTime, now)}; last success: {Ago(job.Status.LastSuccessfulTime, now)}; "
            + $"running now: {job.Status.Active.Count}";
    }

    private static IEnumerable<string> OfScaler(HorizontalPodAutoscaler scaler, DateTimeOffset now)
    {
        var target = scaler.Spec.ScaleTargetRef;
        yield return $"Scales: {target.Kind} {target.Name} between {scaler.Spec.MinReplicas ?? 1} and {scaler.Spec.MaxReplicas}";
        yield return $"Now: {scaler.Status.CurrentReplicas}, wanted {scaler.Status.DesiredReplicas}; last scaled: "
            + Ago(scaler.Status.LastScaleTime, now);
    }

    private static IEnumerable<string> OfPolicy(NetworkPolicy policy)
    {
        var labels = policy.Spec.PodSelector?.MatchLabels;
        yield return $"For pods: {(labels is null or { Count: 0 } ? "all of the namespace" : Pairs(labels))}";
        yield return $"Rules: {string.Join(", ", policy.Spec.PolicyTypes.DefaultIfEmpty("Ingress").Select(type =>
            $"{type} {(type == "Egress" ? policy.Spec.Egress.Count : policy.Spec.Ingress.Count) switch
            {
                0 => "nothing is let through",
                1 => "1 rule",
                var count => $"{count} rules",
            }}"))}";
    }

    private static IEnumerable<string> OfNode(Node node)
    {
        var bad = node.Status.Conditions.Where(condition =>
            condition.Type == "Ready" ? !condition.IsTrue : condition.IsTrue)
            .Select(condition => $"{condition.Type}={condition.Status} ({condition.Reason})").ToList();
        yield return $"Status: {IntakeRows.Node(node, DateTimeOffset.MinValue)[1]}{(bad.Count == 0 ? "" : $": {string.Join(", ", bad)}")}";
        yield return $"Room: {Amount(node.Status.Allocatable, "cpu")} CPU, {Amount(node.Status.Allocatable, "memory")} memory, "
            + $"{Amount(node.Status.Allocatable, "pods")} pods";
        if (node.Spec.Taints.Count > 0)
        {
            yield return $"Taints: {IntakeRows.Node(node, DateTimeOffset.MinValue)[3]}";
        }
    }

    private static IEnumerable<string> OfPod(Pod pod)
    {
        yield return $"Status: {IntakeRows.PodState(pod)} on {pod.Spec.NodeName ?? "no node"}, IP {pod.Status.PodIP ?? "none"}, "
            + $"{pod.Status.ContainerStatuses.Sum(status => status.RestartCount)} restarts, "
            + $"service account {pod.Spec.ServiceAccountName ?? "default"}";
    }

    private static string Pairs(IReadOnlyDictionary<string, string> pairs) => pairs.Count == 0
        ? "none"
        : string.Join(", ", pairs.Select(pair => $"{pair.Key}={pair.Value}"));

    private static string Amount(IReadOnlyDictionary<string, Quantity> amounts, string name) =>
        amounts.TryGetValue(name, out var amount) ? $"{amount}" : "unknown";

    private static string Ago(DateTimeOffset? at, DateTimeOffset now) => at is { } moment
        ? $"{IntakeRows.Stamp(moment)} ({IntakeRows.Span(now - moment)} ago)"
        : "never seen";
}
