using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>
/// A Job whose work is done while a container beside it runs on: one that serves (it declares ports or probes) and so
/// never ends by itself. Containers that merely take longer are left alone.
/// </summary>
internal static class JobTail
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public static IEnumerable<Symptom> Of(WorldIndex index, Pod pod, Moment now)
    {
        if (pod.Metadata.Controller is not { Kind: "Job" } || pod.Status.Phase != "Running" || pod.IsLeaving())
        {
            yield break;
        }

        var ends = pod.Status.ContainerStatuses.Where(s => s?.State.Terminated is not null)
            .Select(s => s.State.Terminated).ToList();
        var left = pod.Status.ContainerStatuses.Where(s => s is not null && s.State.Terminated is null).ToList();
        if (ends.Count == 0 || left.Count == 0 || ends.Any(e => e?.ExitCode != 0) || !left.All(s => Serves(pod, s)))
        {
            yield break;
        }

        var since = ends.Max(e => e?.FinishedAt) ?? now;
        if (now.IsPast(since, Patience))
        {
            yield return new Symptom(
                SymptomCodes.JobStuck, pod.Ref() with { Container = left[0].Name }, Owners.TopOwner(index.Objects, pod),
                Severity.Warning, since,
                $"The work of {pod.Metadata.Name} is done since {Say.Clock(since)}, and container {left[0].Name} runs on");
        }
    }

    private static bool Serves(Pod pod, ContainerStatus status) =>
        status.State.Running is not null && pod.Spec.Container(status.Name) is { } spec &&
        (spec.Ports.Count > 0 || spec.LivenessProbe is not null || spec.ReadinessProbe is not null);
}
