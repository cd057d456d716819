using System.Text.RegularExpressions;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;

namespace Kaos.Diagnosis.Metrics;

/// <summary>
/// The series of one workload: those of its pods, also of pods that are gone, and those that name no pod. A neighbour's
/// are left out by the server already.
/// </summary>
internal static class SubjectMatch
{
    private const int MostOddNames = 20;

    public static LabelMatch Of(WorldIndex index, ObjectRef subject)
    {
        var name = Regex.Escape(subject.Name);
        var shape = subject.Kind switch
        {
            "Pod" => name,
            "Deployment" => $"{name}-[a-z0-9]+-[a-z0-9]+",
            "StatefulSet" => $"{name}-[0-9]+",
            "CronJob" => $"{name}-[0-9]+-[a-z0-9]+",
            "DaemonSet" or "ReplicaSet" or "Job" => $"{name}-[a-z0-9]+",
            _ => $"{name}(-.+)?",
        };
        var usual = new LabelMatch(SeriesLabels.Pods[0], shape);
        var odd = index.PodsOf(subject).Select(pod => pod.Metadata.Name).Where(pod => !usual.Fits(pod))
            .Order(StringComparer.Ordinal).Take(MostOddNames).Select(Regex.Escape);
        return usual with { Pattern = $"({string.Join('|', odd.Prepend(shape))})?" };
    }
}
