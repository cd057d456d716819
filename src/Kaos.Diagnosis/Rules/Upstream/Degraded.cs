using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Changes;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Upstream;

/// <summary>Something that a workload needs and that cannot serve as it should.</summary>
/// <param name="Service">The Service through which it is reached; null when it is needed directly.</param>
/// <param name="Via">What names it: <c>env DB_HOST</c>.</param>
/// <param name="Ready">Pods that are ready now.</param>
/// <param name="Wanted">Pods that it asked for before it was scaled down, or asks for now.</param>
/// <param name="Scaled">Set when it was scaled down, so that it does not heal by itself.</param>
internal sealed record Degraded(
    ObjectRef Workload, ObjectRef? Service, string Via, int Ready, int Wanted, Change? Scaled, Change? Drained)
{
    private static readonly TimeSpan SameWork = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongAgo = TimeSpan.FromHours(24);

    /// <summary>Worst first.</summary>
    public static IEnumerable<Degraded> Of(Scene scene, ObjectRef subject)
    {
        var edges = scene.Graph.Upstream(subject);
        var named = edges.Where(e => e.To.Kind == "Service").GroupBy(e => e.To)
            .ToDictionary(g => g.Key, g => g.First().Via);
        return edges
            .Where(e => e.To != subject && e.From.Kind == "Service")
            .DistinctBy(e => e.To)
            .Select(e => One(scene, subject, e.To, e.From, named.GetValueOrDefault(e.From, "selector")))
            .OfType<Degraded>()
            .OrderBy(d => (double)d.Ready / Math.Max(1, d.Wanted))
            .ThenBy(d => d.Workload.ToString(), StringComparer.Ordinal);
    }

    private static Degraded? One(Scene scene, ObjectRef subject, ObjectRef of, ObjectRef service, string via)
    {
        if (scene.Index.WorkloadOf(of) is not { Wanted: { } asked })
        {
            return null;
        }

        var ready = scene.Index.PodsOf(of).Count(p => p.IsReady() && !p.IsLeaving());
        var recent = scene.Timeline(subject).Changes.Where(c => c.At > scene.Now - LongAgo && c.At <= scene.Now)
            .ToList();
        var scaled = recent.LastOrDefault(c =>
            c.Kind == ChangeKind.Scale && c.Object == of && Count(c, ScaleChanges.From) > asked);
        var wanted = Math.Max(asked, scaled is null ? 0 : Count(scaled, ScaleChanges.From));
        if (ready >= wanted)
        {
            return null;
        }

        var drained = recent
            .Where(c => c.Kind is ChangeKind.Drain or ChangeKind.Cordon)
            .Where(c =>
                Moved(scene, of, c) ||
                    (scaled is not null && (c.At - scaled.At).Duration() < SameWork && c.Who == scaled.Who))
            .OrderBy(c => scaled is null ? TimeSpan.Zero : (c.At - scaled.At).Duration())
            .FirstOrDefault();
        return new Degraded(of, service, via, ready, wanted, scaled, drained);
    }

    // Its own pods were taken off that node.
    private static bool Moved(Scene scene, ObjectRef of, Change change) =>
        scene.Index.Objects.Find<Node>("", change.Object.Name) is { } node &&
        NodeChanges.EvictedPods(scene.Index, node, change.At).Any(p => p.Namespace == of.Namespace &&
            scene.Index.PodEventsOf(of).Any(e => e.InvolvedObject.Name == p.Name));

    private static int Count(Change change, string name) =>
        change.Details.TryGetValue(name, out var text) &&
        int.TryParse(
            text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture,
            out var count)
            ? count
            : 0;
}
