using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.ControlPlane;

// What a scenario says of the control plane: since when the scheduler stands still, which checks of the API server
// fail, from when until when.
// controlPlane: { schedulerStops: "10:12:00", checks: [{ name: etcd, from: "10:20:00", until?, why }] }
internal sealed class PlaneStory
{
    private readonly List<(string Name, DateTimeOffset From, DateTimeOffset Until, string Why)> _failing;

    public PlaneStory(JsonObject? story, Func<string, DateTimeOffset> when)
    {
        SchedulerStops = story.Text("schedulerStops") is { Length: > 0 } stops ? when(stops) : DateTimeOffset.MaxValue;
        _failing =
        [
            .. story.Items("checks").Select(check => (
                check.Text("name"), when(check.Text("from")),
                check.Has("until") ? when(check.Text("until")) : DateTimeOffset.MaxValue, check.Text("why"))),
        ];
    }

    public DateTimeOffset SchedulerStops { get; }

    public bool Schedules(DateTimeOffset now) => now < SchedulerStops;

    // Why a check fails at that moment; null when it passes.
    public string? Failing(string check, DateTimeOffset now) => _failing
        .Where(one => one.Name == check && one.From <= now && now < one.Until).Select(one => one.Why).FirstOrDefault();
}
