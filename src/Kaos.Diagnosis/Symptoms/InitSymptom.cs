using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>
/// An init container, or a sidecar before its startup probe, that runs and runs. Migrations may take a while.
/// </summary>
internal static class InitSymptom
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>The running init container that keeps the others from starting; null when none does.</summary>
    public static ContainerStatus? Blocking(Pod pod)
    {
        var first = pod.Status.InitContainerStatuses.FirstOrDefault(s => s is not null && !IsDone(pod, s));
        return first?.State.Running is null ? null : first;
    }

    public static Symptom? Of(WorldIndex index, Pod pod, ContainerStatus status, Lazy<ObjectRef> subject, Moment now)
    {
        var since = status.State.Running?.StartedAt ?? now;
        return !now.IsPast(since, Limit(index, subject.Value)) ? null : new Symptom(
            SymptomCodes.InitStuck, pod.Ref() with { Container = status.Name }, subject.Value, Severity.Warning, since,
            $"Init container {status.Name} of {pod.Metadata.Name} runs since {Say.Clock(since)} and does not end");
    }

    private static bool IsDone(Pod pod, ContainerStatus status) =>
        status.State.Terminated is { ExitCode: 0 } ||
        (status.Started == true && pod.Spec.Container(status.Name)?.RestartPolicy == "Always");

    // Who grants a roll-out more time expects a slow start.
    private static TimeSpan Limit(WorldIndex index, ObjectRef subject) =>
        subject.Kind == "Deployment" &&
            index.Objects.Find<Deployment>(subject.Namespace ?? "", subject.Name) is { } deployment &&
        TimeSpan.FromSeconds(Math.Clamp(deployment.Spec.ProgressDeadlineSeconds ?? 600, 0, 24 * 3600)) is var asked &&
            asked > Patience
            ? asked
            : Patience;
}
