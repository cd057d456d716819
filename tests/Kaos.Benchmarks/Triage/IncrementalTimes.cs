using System.Diagnostics;
using Kaos.Benchmarks.Reporting;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Benchmarks.Triage;

/// <summary>
/// Pods of a large cluster change, as a watch hears of it: what a look costs for each changed pod, from the lists of
/// the kinds to the symptoms; and a resync, which changes nothing.
/// </summary>
internal static class IncrementalTimes
{
    private const int WarmUp = 50;
    private const int Looks = 200;

    public static IReadOnlyList<Figure> Measure(int pods, int faults) =>
    [
        Figure.Of($"incremental, {pods:N0} pods, 1 changed", "µs", Times(pods, faults, 1), Target.Most(100)),
        Figure.Of(
            $"incremental, {pods:N0} pods, 100 changed, per changed pod", "µs", Times(pods, faults, 100),
            Target.Most(100)),
        Figure.Of($"resync of {pods:N0} pods, nothing changed", "µs", Times(pods, faults, 0)),
    ];

    private static List<double> Times(int pods, int faults, int changed)
    {
        var world = TriageCluster.Generate(pods, faults);
        var live = LiveSymptoms.Of(world);
        var all = world.Objects.Pods.ToArray();
        var random = new Random(1);
        List<double> times = [];
        for (var i = 0; i < WarmUp + Looks; i++)
        {
            for (var c = 0; c < changed; c++)
            {
                // Readiness and restarts come and go: the status of another pod.
                var at = random.Next(all.Length);
                all[at] = all[at] with { Status = all[random.Next(all.Length)].Status };
            }

            var clock = Stopwatch.GetTimestamp();
            Pod[] now = [.. all];
            var objects = new ClusterObjectsBuilder().AddRange<Pod>(now).AddOtherKinds(world.Objects)
                .Build(world.Objects);
            world = world with { Objects = objects, Now = world.Now.AddMilliseconds(250) };
            live = live.After(world);
            if (i >= WarmUp)
            {
                times.Add(Stopwatch.GetElapsedTime(clock).TotalMicroseconds / Math.Max(1, changed));
            }
        }

        return times;
    }
}
