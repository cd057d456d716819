using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Symptoms;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Memory;

/// <summary>How often the pods of one workload were killed for lack of memory, and how that is known.</summary>
internal sealed record OomKills(int Count, DateTimeOffset First, DateTimeOffset Last, string Text, string Source)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(30);

    public static OomKills? Of(Scene scene, Complaint complaint, string container) =>
        FromEvents(scene, complaint) ?? FromStatus(scene, complaint, container);

    private static OomKills? FromEvents(Scene scene, Complaint complaint)
    {
        var from = scene.Now - Window;
        var events = scene.Index.PodEventsOf(complaint.Subject)
            .Where(e => (e.Reason ?? "").Contains("OOM", StringComparison.OrdinalIgnoreCase) && e.LastSeen >= from)
            .ToList();
        if (events.Count == 0)
        {
            return null;
        }

        var count = events.Sum(e => Within(e, from));
        var first = events.Min(e => e.FirstSeen ?? scene.Now);
        var last = events.Max(e => e.LastSeen ?? scene.Now);
        var sets = events.Select(e => Set(scene, e)).Distinct().ToList();
        var where = sets.Count == 1 ? $", all on {sets[0]}" : "";
        var named = events[0].Reason;
        return new OomKills(
            count, first < from ? from : first, last,
            $"{Say.Count(count, "OOM kill")} in the last 30 minutes{where} ({named} events)", Sources.Events);
    }

    // An event that repeats says how often in all; of one that began before the window a proportional part counts.
    private static int Within(Event item, DateTimeOffset from)
    {
        if (item.FirstSeen is not { } first || first >= from || item.LastSeen is not { } last || last <= first)
        {
            return item.Times;
        }

        return Math.Max(1, (int)Math.Round(item.Times * (last - from).TotalSeconds / (last - first).TotalSeconds));
    }

    private static string Set(Scene scene, Event item)
    {
        var (ns, name) = (item.InvolvedObject.Namespace ?? "", item.InvolvedObject.Name ?? "");
        return scene.Index.Objects.Find<Pod>(ns, name)?.Metadata.Controller?.Name ??
            (name.LastIndexOf('-') is var end and > 0 ? name[..end] : name);
    }

    private static OomKills? FromStatus(Scene scene, Complaint complaint, string container)
    {
        var ended = scene.Index.PodsOf(complaint.Subject)
            .SelectMany(p => p.AllStatuses().Where(s => s.Name == container))
            .Select(s => (Status: s, End: s.State.Terminated ?? s.LastState.Terminated))
            .Where(s => OutOfMemory.Ended(s.End))
            .ToList();
        if (ended.Count == 0)
        {
            return null;
        }

        var count = ended.Sum(s => Math.Max(1, s.Status.RestartCount));
        var times = ended.Select(s => s.End?.FinishedAt ?? scene.Now).ToList();
        return new OomKills(
            count, times.Min(), times.Max(),
            $"{Say.Count(ended.Count, "pod")} last ended by an OOM kill, at the latest at {Say.Clock(times.Max())}; " +
            $"{Say.Count(count, "restart")} counted (from restart counts, no OOM events are visible)",
            Sources.PodStatus);
    }
}
