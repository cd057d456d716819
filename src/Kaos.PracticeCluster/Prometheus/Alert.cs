using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Kubelet;
using Kaos.PracticeCluster.Scenarios;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Prometheus;

// An alert the scenario raises at a time, and that goes when the world no longer gives cause.
internal sealed class Alert(JsonObject node, DateTimeOffset from)
{
    public JsonObject Node { get; } = node;

    public DateTimeOffset From { get; } = from;

    public bool Fires(World world, PodKubelet kubelet)
    {
        if (world.Now < From)
        {
            return false;
        }

        if (Node.Map("restarts") is { } restarts)
        {
            var since = world.Now - Span.Parse(restarts.Text("within"), TimeSpan.FromMinutes(10));
            return kubelet.All.Where(pod => pod.Gone is null && pod.Workload == restarts.Text("workload"))
                .SelectMany(pod => pod.Containers).SelectMany(container => container.Runs)
                    .Any(run => run.Ended > since);
        }

        return Node.Items("when").All(condition => Circumstance.Holds(world, condition));
    }

    // As Alertmanager's v2 interface lists it.
    public JsonObject Listed(DateTimeOffset now)
    {
        var labels = Node.Map("labels")?.Copy() ?? [];
        labels["alertname"] = Node.Text("name");
        return new JsonObject
        {
            ["annotations"] = Node.Map("annotations")?.Copy() ?? [],
            ["endsAt"] = Json.MicroStamp(now + TimeSpan.FromMinutes(4)),
            ["fingerprint"] = Chance.Fnv(labels.ToJsonString())
                .ToString("x16", System.Globalization.CultureInfo.InvariantCulture),
            ["receivers"] = new JsonArray(new JsonObject { ["name"] = "default" }),
            ["startsAt"] = Json.MicroStamp(From),
            ["status"] = new JsonObject
            {
                ["inhibitedBy"] = new JsonArray(),
                ["silencedBy"] = new JsonArray(),
                ["state"] = "active",
            },
            ["updatedAt"] = Json.MicroStamp(now),
            ["generatorURL"] = "http://prometheus.monitoring:9090/graph",
            ["labels"] = labels,
        };
    }
}
