using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>A pod that runs but gets no traffic, for longer than its start may take.</summary>
internal static class NotReadySymptom
{
    private static readonly TimeSpan LeastGrace = TimeSpan.FromMinutes(2);
    private const int PlainlyFailing = 10;

    public static Symptom? Of(WorldIndex index, Pod pod, Lazy<ObjectRef> subject, Moment now)
    {
        var ready = pod.Status.Conditions.Condition("Ready");
        if (pod.Status.Phase != "Running" || ready is not { IsFalse: true })
        {
            return null;
        }

        var status = pod.Status.ContainerStatuses.FirstOrDefault(s => s is { Ready: false });
        var container = status is null ? null : pod.Spec.Container(status.Name);
        var started = status?.State.Running?.StartedAt ?? pod.Status.StartTime ?? now;
        var since = ready.LastTransitionTime is { } turned && turned > started ? turned : started;
        if (!now.IsPast(started, Grace(container)) || !now.IsPast(since, LeastGrace) || IsJobPod(subject.Value) ||
            (RollsOutInTime(index, pod, subject.Value, now) && Failures(index, pod) < PlainlyFailing))
        {
            return null;
        }

        var at = status is null ? pod.Ref() : pod.Ref() with { Container = status.Name };
        return new Symptom(
            SymptomCodes.NotReady, at, subject.Value, Severity.Warning, since,
            $"Pod {pod.Metadata.Name} runs but is not ready since {Say.Clock(since)}");
    }

    private static TimeSpan Grace(Container? container)
    {
        var probes = new[] { container?.StartupProbe, container?.ReadinessProbe };
        var seconds = probes.OfType<Probe>()
            .Sum(p => (p.InitialDelaySeconds ?? 0) + ((p.PeriodSeconds ?? 10) * (p.FailureThreshold ?? 3)));
        var asked = TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 24 * 3600));
        return asked > LeastGrace ? asked : LeastGrace;
    }

    private static bool IsJobPod(ObjectRef subject) => subject.Kind is "Job" or "CronJob";

    private static bool RollsOutInTime(WorldIndex index, Pod pod, ObjectRef subject, Moment now)
    {
        if (index.Objects.Find(subject.Kind, subject.Namespace ?? "", subject.Name) is not Deployment deployment)
        {
            return false;
        }

        var progress = deployment.Status.Conditions.Condition("Progressing");
        var begun = progress?.LastUpdateTime ?? progress?.LastTransitionTime;
        var deadline = TimeSpan.FromSeconds(deployment.Spec.ProgressDeadlineSeconds ?? 600);
        var isNewest = index.RevisionsOf(deployment.Metadata.Uid) is { Count: > 0 } revisions &&
            revisions[^1].Metadata.Name == pod.Metadata.Controller?.Name;
        return isNewest && progress is { IsTrue: true, Reason: not "NewReplicaSetAvailable" } &&
            begun is { } start && !now.IsPast(start, deadline);
    }

    private static int Failures(WorldIndex index, Pod pod) =>
        index.EventsOf(pod.Ref()).Where(e => e.Reason == "Unhealthy").Sum(e => e.Times);
}
