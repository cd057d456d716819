using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Tables;

internal static class EventColumns
{
    public static IReadOnlyList<Column> All { get; } =
    [
        new Column("Last Seen", (item, now) => Durations.Since(Last(item), now)),
        Column.Path("Type", "type"),
        Column.Path("Reason", "reason"),
        Column.Text("Object", Subject),
        Column.Text("Subobject", item => item.Text("involvedObject", "fieldPath"), 1),
        Column.Text("Source", item => item.Text("source", "component") is { Length: > 0 } component
            ? item.Text("source", "host") is { Length: > 0 } host ? $"{component}, {host}" : component
                : item.Text("reportingComponent"), 1),
        Column.Text("Message", item => (item.Text("message") is { Length: > 0 } text ? text : item.Text("note"))
            .Trim()),
        new Column("First Seen", (item, now) => Durations.Since(item.Time("firstTimestamp")
            ?? item.Time("eventTime"), now), "string", 1),
        Column.Text("Count", item => item.NumberOr(1, "count")
            .ToString(System.Globalization.CultureInfo.InvariantCulture), 1),
        Column.ObjectName with { Priority = 1 },
    ];

    private static DateTimeOffset? Last(JsonObject item) => item.Time("lastTimestamp") ?? item.Time("eventTime")
        ?? item.Time("deprecatedLastTimestamp");

    private static string Subject(JsonObject item)
    {
        var about = item.Map("involvedObject") ?? item.Map("regarding") ?? [];
        return $"{about.Text("kind").ToLowerInvariant()}/{about.Text("name")}";
    }
}
