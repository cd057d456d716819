using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Tables;

internal static class PodColumns
{
    public static IReadOnlyList<Column> All { get; } =
    [
        Column.ObjectName,
        Column.Text("Ready", pod =>
            $"{pod.Items("status", "containerStatuses").Count(one => one.Flag("ready"))}/{pod.Items("spec", "containers").Count()}"),
        Column.Text("Status", Status),
        new Column("Restarts", Restarts),
        Column.Age,
        Column.Text("IP", pod => pod.Text("status", "podIP") is { Length: > 0 } ip ? ip : "<none>", 1),
        Column.Text("Node", pod => pod.Text("spec", "nodeName") is { Length: > 0 } node ? node : "<none>", 1),
        Column.Text("Nominated Node", _ => "<none>", 1),
        Column.Text("Readiness Gates", _ => "<none>", 1),
    ];

    private static string Status(JsonObject pod)
    {
        if (pod.Has("metadata", "deletionTimestamp"))
        {
            return "Terminating";
        }

        var reason = pod.Text("status", "reason") is { Length: > 0 } told ? told : pod.Text("status", "phase");
        foreach (var container in pod.Items("status", "containerStatuses").Reverse())
        {
            if (container.Text("state", "waiting", "reason") is { Length: > 0 } waiting)
            {
                reason = waiting;
            }
            else if (container.Text("state", "terminated", "reason") is { Length: > 0 } ended)
            {
                reason = ended;
            }
        }

        return reason == "Completed" && Owners.IsReady(pod) ? "Running" : reason;
    }

    private static JsonNode? Restarts(JsonObject pod, DateTimeOffset now)
    {
        var count = pod.Items("status", "containerStatuses").Sum(one => one.Number("restartCount"));
        var last = pod.Items("status", "containerStatuses")
            .Select(one => one.Time("lastState", "terminated", "finishedAt")).Max();
        var text = count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return count > 0 && last is not null ? $"{text} ({Durations.Since(last, now)} ago)" : text;
    }
}
