using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Server;

// A core event as events.k8s.io shows it.
internal static class EventView
{
    public static JsonObject Modern(JsonObject item)
    {
        var modern = new JsonObject
        {
            ["kind"] = "Event",
            ["apiVersion"] = "events.k8s.io/v1",
            ["metadata"] = item.At("metadata")?.DeepClone(),
            ["eventTime"] = item.At("eventTime")?.DeepClone(),
            ["reportingController"] = item.Text("reportingComponent"),
            ["reportingInstance"] = item.Text("reportingInstance"),
            ["action"] = item.Text("action"),
            ["reason"] = item.Text("reason"),
            ["regarding"] = item.At("involvedObject")?.DeepClone(),
            ["note"] = item.Text("message"),
            ["type"] = item.Text("type"),
            ["deprecatedSource"] = item.At("source")?.DeepClone(),
        };
        foreach (var (old, name)
            in new[] { ("firstTimestamp", "deprecatedFirstTimestamp"), ("lastTimestamp", "deprecatedLastTimestamp"), ("count", "deprecatedCount") })
        {
            modern[name] = item.At(old)?.DeepClone();
        }

        return modern;
    }
}
