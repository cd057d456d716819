using System.Collections.Immutable;
using Kaos.Agent.Grains.Desk;
using Kaos.Contracts;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Host.Signals;

/// <summary>Reads one alert by the label names that kube-prometheus and most others use.</summary>
internal static class AlertReading
{
    // The most telling first: a pod's alert often names its namespace's monitoring objects too.
    private static readonly (string Label, string Kind)[] SubjectLabels =
    [
        ("deployment", "Deployment"), ("statefulset", "StatefulSet"), ("daemonset", "DaemonSet"), ("cronjob", "CronJob"),
        ("job_name", "Job"), ("pod", "Pod"), ("persistentvolumeclaim", "PersistentVolumeClaim"),
        ("horizontalpodautoscaler", "HorizontalPodAutoscaler"), ("service", "Service"), ("node", "Node"),
    ];

    private static readonly (string Word, string Symptom)[] Symptoms =
    [
        ("oom", SymptomCodes.OomKilled), ("crashloop", SymptomCodes.CrashLoop), ("imagepull", SymptomCodes.ImagePull),
        ("nodenotready", SymptomCodes.NodeNotReady), ("notready", SymptomCodes.NotReady), ("pending", SymptomCodes.Pending),
        ("replicas", SymptomCodes.ReplicasMissing), ("endpoint", SymptomCodes.NoEndpoints), ("jobfailed", SymptomCodes.JobFailed),
        ("latency", SymptomCodes.Latency), ("slow", SymptomCodes.Latency), ("error", SymptomCodes.Errors),
    ];

    public static Result<Trouble> Read(Alert alert, DateTimeOffset now)
    {
        var labels = alert.Labels ?? ImmutableDictionary<string, string>.Empty;
        if (!labels.TryGetValue("alertname", out var name) || name.Length == 0)
        {
            return new Problem(ProblemCode.Invalid, "The alert has no label 'alertname'.", "Send Alertmanager's own webhook body.");
        }

        if (alert.Status is "resolved")
        {
            return new Problem(ProblemCode.Conflict, $"{name} is resolved; KAOS verifies by itself.", "Set send_resolved: false to leave such alerts out.");
        }

        var subject = SubjectLabels.FirstOrDefault(known => labels.GetValueOrDefault(known.Label) is { Length: > 0 });
        if (subject.Label is null)
        {
            return new Problem(
                ProblemCode.Invalid,
                $"{name} does not say which object it is about.",
                $"Give it one of the labels {string.Join(", ", SubjectLabels.Select(static known => known.Label))}.");
        }

        var place = subject.Kind == "Node" ? null : labels.GetValueOrDefault("namespace");
        return new Trouble(
            labels.GetValueOrDefault("cluster"),
            new ObjectRef(subject.Kind, place, labels[subject.Label]),
            Symptoms.FirstOrDefault(known => name.Contains(known.Word, StringComparison.OrdinalIgnoreCase)).Symptom ?? SymptomCodes.Other,
            SeverityOf(labels.GetValueOrDefault("severity")),
            "alert",
            name,
            alert.StartsAt ?? now,
            alert.Annotations?.GetValueOrDefault("summary") ?? alert.Annotations?.GetValueOrDefault("description") ?? name,
            labels.ToImmutableSortedDictionary(StringComparer.Ordinal));
    }

    private static Severity SeverityOf(string? label) => label?.ToLowerInvariant() switch
    {
        "critical" or "page" or "error" => Severity.Critical,
        "info" or "none" => Severity.Info,
        _ => Severity.Warning,
    };
}
