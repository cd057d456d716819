using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

internal static class PodSymptoms
{
    // An out-of-memory kill stays in lastState for ever; only a recent one is a symptom of now.
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan RecentCrash = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan SchedulingGrace = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan ScaleUpGrace = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan CreatingGrace = TimeSpan.FromMinutes(5);
    private const int FewestRestarts = 3;

    public static IEnumerable<Symptom> Of(WorldIndex index, Pod pod, Moment now)
    {
        if (pod.IsFinished() || pod.IsLeaving())
        {
            yield break;
        }

        var subject = new Lazy<ObjectRef>(() => Owners.TopOwner(index.Objects, pod));
        var any = false;
        foreach (var status in pod.AllStatuses())
        {
            if (OfContainer(pod, status, subject, now) is { } symptom)
            {
                any = true;
                yield return symptom;
            }
        }

        if (any)
        {
            yield break;
        }

        if ((Unscheduled(index, pod, subject, now) ?? Creating(index, pod, subject, now) ??
            NotReadySymptom.Of(index, pod, subject, now)) is { } other)
        {
            yield return other;
        }
    }

    private static Symptom? OfContainer(Pod pod, ContainerStatus status, Lazy<ObjectRef> subject, Moment now)
    {
        var at = pod.Ref() with { Container = status.Name };
        var last = status.State.Terminated ?? status.LastState.Terminated;
        if (OutOfMemory.Ended(last) &&
            (status.State.Waiting is not null || !now.IsPast(last.FinishedAt ?? now, Recent)))
        {
            return new Symptom(
                SymptomCodes.OomKilled, at, subject.Value, Severity.Critical, last.FinishedAt ?? now,
                $"Container {status.Name} of {pod.Metadata.Name} was killed for lack of memory");
        }

        return OfWaiting(pod, status, at, subject, now) ?? OfCrash(pod, status, at, subject, now);
    }

    private static Symptom? OfWaiting(
        Pod pod, ContainerStatus status, ObjectRef at, Lazy<ObjectRef> subject, Moment now)
    {
        var waiting = status.State.Waiting;
        var code = waiting?.Reason switch
        {
            "CrashLoopBackOff" or "RunContainerError" or "CreateContainerError" or "StartError"
                or "PostStartHookError" or "RunInitContainerError" =>
                SymptomCodes.CrashLoop,
            "ImagePullBackOff" or "ErrImagePull" or "InvalidImageName" or "ErrImageNeverPull" or "RegistryUnavailable"
                or "ImageInspectError" or "SignatureValidationFailed" => SymptomCodes.ImagePull,
            "CreateContainerConfigError" or "PreCreateHookError" or "PreStartHookError" or "VerifyNonRootError" =>
                SymptomCodes.ConfigError,
            _ => null,
        };
        return code is null ? null : new Symptom(
            code, at, subject.Value, Severity.Critical,
            status.LastState.Terminated?.FinishedAt ?? ReadySince(pod) ?? now,
            $"Container {status.Name} of {pod.Metadata.Name} waits: {waiting?.Reason}");
    }

    private static Symptom? OfCrash(
        Pod pod, ContainerStatus status, ObjectRef at, Lazy<ObjectRef> subject, Moment now)
    {
        var ended = status.State.Terminated ?? status.LastState.Terminated;
        var isInit = pod.Spec.InitContainers.Any(c => c is not null && c.Name == status.Name);
        var fewest = status.State.Terminated is not null && !isInit && pod.Spec.RestartPolicy is null or "Always"
            ? 1
            : FewestRestarts;
        if (ended is null or { ExitCode: 0 } || status.RestartCount < fewest ||
            (status.Ready && !EndsSoon(pod, status, ended, now)) ||
            now.IsPast(ended.FinishedAt ?? now, RecentCrash))
        {
            return null;
        }

        return new Symptom(
            SymptomCodes.CrashLoop, at, subject.Value, Severity.Critical, ended.FinishedAt ?? now,
            $"Container {status.Name} of {pod.Metadata.Name} ended with {ended.ExitCode}, restarted {status.RestartCount} times");
    }

    // Without a probe a container is ready as soon as it runs. Until it has run longer than the time before, that says
    // nothing.
    private static bool EndsSoon(Pod pod, ContainerStatus status, ContainerTerminated ended, Moment now) =>
        pod.Spec.Container(status.Name) is { ReadinessProbe: null, StartupProbe: null } &&
        ended is { StartedAt: { } from, FinishedAt: { } to } && to - from < RecentCrash &&
        status.State.Running?.StartedAt is { } began && !now.IsPast(began, to - from);

    private static Symptom? Unscheduled(WorldIndex index, Pod pod, Lazy<ObjectRef> subject, Moment now)
    {
        var scheduled = pod.Status.Conditions.Condition("PodScheduled");
        if (scheduled is null && Unseen(pod, now) is { } age)
        {
            return new Symptom(
                SymptomCodes.Pending, pod.Ref(), subject.Value, Severity.Warning, age,
                $"Pod {pod.Metadata.Name} waits for scheduler {(string.IsNullOrEmpty(pod.Spec.SchedulerName) ? "default-scheduler" : pod.Spec.SchedulerName)}, which has not looked at it since {Say.Clock(age)}");
        }

        if (scheduled is not { IsFalse: true, Reason: "Unschedulable" or "SchedulerError" })
        {
            return null;
        }

        var since = scheduled.LastTransitionTime ?? pod.Metadata.CreationTimestamp ?? now.Now - SchedulingGrace;
        // A node is on its way, or its place is being cleared of less important pods.
        var scalesUp = pod.Status.NominatedNodeName is { Length: > 0 } ||
            index.EventsOf(pod.Ref()).Any(e => e.Reason is "TriggeredScaleUp" or "Nominated");
        if (!now.IsPast(since, scalesUp ? ScaleUpGrace : SchedulingGrace))
        {
            return null;
        }

        return new Symptom(
            SymptomCodes.Pending, pod.Ref(), subject.Value, Severity.Warning, since,
            $"Pod {pod.Metadata.Name} cannot be scheduled since {Say.Clock(since)}");
    }

    // A scheduler says something of every pod within seconds, also of one that it cannot place.
    private static DateTimeOffset? Unseen(Pod pod, Moment now) =>
        pod is { Status.Phase: "Pending", Spec.NodeName: null } &&
        pod.Metadata.CreationTimestamp is { } created && now.IsPast(created, CreatingGrace)
            ? created
            : null;

    private static Symptom? Creating(WorldIndex index, Pod pod, Lazy<ObjectRef> subject, Moment now)
    {
        if (pod.Status.Phase != "Pending" || pod.Spec.NodeName is null)
        {
            return null;
        }

        if (InitSymptom.Blocking(pod) is { } init)
        {
            return InitSymptom.Of(index, pod, init, subject, now);
        }

        var since = pod.Status.StartTime ?? pod.Metadata.CreationTimestamp ?? now;
        var mount = index.EventsOf(pod.Ref())
            .Where(e =>
                e.Reason is "FailedMount" or "FailedAttachVolume" && !now.IsPast(e.LastSeen ?? now, CreatingGrace))
            .MaxBy(e => e.LastSeen);
        if (mount?.Times >= 2 && ConfigurationMount.IsMissing(mount.Message ?? ""))
        {
            return new Symptom(
                SymptomCodes.ConfigError, pod.Ref(), subject.Value, Severity.Critical, since,
                $"Pod {pod.Metadata.Name} cannot mount its configuration");
        }

        return !now.IsPast(since, CreatingGrace) ? null : new Symptom(
            SymptomCodes.Pending, pod.Ref(), subject.Value, Severity.Warning, since,
            $"Pod {pod.Metadata.Name} does not start since {Say.Clock(since)}");
    }

    private static DateTimeOffset? ReadySince(Pod pod) => pod.Status.Conditions.Condition("Ready")?.LastTransitionTime;
}
