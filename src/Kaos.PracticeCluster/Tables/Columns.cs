using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Tables;

// The columns of each kind, with the names and order of the real server.
internal static class Columns
{
    private static readonly IReadOnlyList<Column> Plain = [Column.ObjectName, Column.Age];

    private static readonly Dictionary<string, IReadOnlyList<Column>> ByPlural = new(StringComparer.Ordinal)
    {
        ["pods"] = PodColumns.All,
        ["deployments"] =
        [
            Column.ObjectName, Column.Text("Ready", Ready), Column.Count("Up-to-date", "status", "updatedReplicas"),
            Column.Count("Available", "status",
                "availableReplicas"), Column.Age, .. Containers(), Column.Text("Selector", Selector, 1),
        ],
        ["replicasets"] =
        [
            Column.ObjectName, Column.Count("Desired", "spec", "replicas"), Column.Count("Current", "status",
                "replicas"),
            Column.Count("Ready", "status", "readyReplicas"), Column.Age, .. Containers(), Column.Text("Selector",
                Selector, 1),
        ],
        ["statefulsets"] = [Column.ObjectName, Column.Text("Ready", Ready), Column.Age, .. Containers()],
        ["daemonsets"] =
        [
            Column.ObjectName, Column.Count("Desired", "status", "desiredNumberScheduled"),
            Column.Count("Current", "status", "currentNumberScheduled"), Column.Count("Ready", "status", "numberReady"),
            Column.Count("Up-to-date", "status", "updatedNumberScheduled"), Column.Count("Available", "status",
                "numberAvailable"),
            Column.Text("Node Selector", item =>
                Joined(item.Labels("spec", "template", "spec", "nodeSelector"))), Column.Age,
            .. Containers(), Column.Text("Selector", Selector, 1),
        ],
        ["jobs"] =
        [
            Column.ObjectName, Column.Text("Status", JobStatus),
            Column.Text("Completions", item =>
                $"{item.Number("status", "succeeded")}/{item.NumberOr(1, "spec", "completions")}"),
            new Column("Duration", JobDuration), Column.Age, .. Containers(), Column.Text("Selector", Selector, 1),
        ],
        ["cronjobs"] =
        [
            Column.ObjectName, Column.Path("Schedule", "spec", "schedule"), Column.Path("Timezone", "spec", "timeZone"),
            Column.Text("Suspend", item => item.Flag("spec", "suspend") ? "True" : "False"),
            Column.Count("Active"), new Column("Last Schedule", (item, now) => item.Has("status", "lastScheduleTime")
                ? Durations.Since(item.Time("status", "lastScheduleTime"), now) : "<none>"), Column.Age,
        ],
        ["services"] =
        [
            Column.ObjectName, Column.Path("Type", "spec", "type"), Column.Path("Cluster-IP", "spec", "clusterIP"),
            Column.Text("External-IP", _ => "<none>"), Column.Text("Port(s)", Ports), Column.Age,
            Column.Text("Selector", item => Joined(item.Labels("spec", "selector")), 1),
        ],
        ["endpoints"] = [Column.ObjectName, Column.Text("Endpoints", Endpoints), Column.Age],
        ["nodes"] = NodeColumns.All,
        ["events"] = EventColumns.All,
        ["namespaces"] = [Column.ObjectName, Column.Path("Status", "status", "phase"), Column.Age],
        ["configmaps"] = [Column.ObjectName, Column.Text("Data", item => Text(item.Map("data")?.Count ?? 0)),
            Column.Age],
        ["secrets"] = [Column.ObjectName, Column.Path("Type", "type"),
            Column.Text("Data", item => Text(item.Map("data")?.Count ?? 0)), Column.Age],
        ["persistentvolumeclaims"] =
        [
            Column.ObjectName, Column.Path("Status", "status", "phase"), Column.Text("Volume", item =>
                item.Text("spec", "volumeName")),
            Column.Text("Capacity", item => item.Text("status", "capacity", "storage")), Column.Text("Access Modes",
                _ => "RWO"),
            Column.Text("StorageClass", item => item.Text("spec", "storageClassName")), Column.Age,
        ],
        ["poddisruptionbudgets"] =
        [
            Column.ObjectName, Column.Text("Min Available", item => Or(item.Text("spec", "minAvailable"), "N/A")),
            Column.Text("Max Unavailable", item => Or(item.Text("spec", "maxUnavailable"), "N/A")),
            Column.Count("Allowed Disruptions", "status", "disruptionsAllowed"), Column.Age,
        ],
        ["resourcequotas"] = [Column.ObjectName, Column.Text("Request", item => Quota(item, "limits", false)),
            Column.Text("Limit", item => Quota(item, "limits", true)), Column.Age],
        ["apiservices"] =
        [
            Column.ObjectName, Column.Text("Service", item => item.Has("spec", "service")
                ? $"{item.Text("spec", "service", "namespace")}/{item.Text("spec", "service", "name")}"
                : "Local"),
            Column.Text("Available", Available), Column.Age,
        ],
        ["leases"] = [Column.ObjectName, Column.Path("Holder", "spec", "holderIdentity"), Column.Age],
        ["endpointslices"] =
        [
            Column.ObjectName, Column.Path("AddressType", "addressType"),
            Column.Text("Ports", item => string.Join(',', item.Items("ports").Select(port => port.Text("port")))),
            Column.Text("Endpoints", item =>
                Or(string.Join(',', item.Items("endpoints")
                .Select(one => one.At("addresses") is JsonArray { Count: > 0 } list ? list[0].Text()
                : "")), "<unset>")),
            Column.Age,
        ],
    };

    public static IReadOnlyList<Column> For(ResourceType type) =>
        type.Definition is { } definition
            ? CustomColumns.Of(definition)
            : ByPlural.GetValueOrDefault(type.Plural) ?? Plain;

    public static string Joined(IReadOnlyDictionary<string, string> labels) =>
        labels.Count == 0 ? "<none>"
            : string.Join(',', labels.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}={pair.Value}"));

    private static Column[] Containers() =>
    [
        Column.Text("Containers", item =>
            string.Join(',', item.Items("spec", "template", "spec", "containers").Select(one => one.Text("name"))), 1),
        Column.Text("Images", item =>
            string.Join(',', item.Items("spec", "template", "spec", "containers").Select(one => one.Text("image"))), 1),
    ];

    private static string Ready(JsonObject item) =>
        $"{item.Number("status", "readyReplicas")}/{item.Number("spec", "replicas")}";

    private static string Selector(JsonObject item) => Joined(item.Labels("spec", "selector", "matchLabels"));

    private static string Available(JsonObject item) =>
        item.Items("status", "conditions").FirstOrDefault(one => one.Text("type") == "Available") is not { } condition
            ? "Unknown"
            : condition.Text("status") == "True" ? "True" : $"{condition.Text("status")} ({condition.Text("reason")})";

    private static string JobStatus(JsonObject item) =>
        item.Items("status", "conditions").Where(one => one.Text("status") == "True").Select(one => one.Text("type"))
            .FirstOrDefault(type => type is "Complete" or "Failed")
                ?? (item.Flag("spec", "suspend") ? "Suspended" : "Running");

    private static JsonNode? JobDuration(JsonObject item, DateTimeOffset now) =>
        item.Time("status", "startTime") is { } start
            ? Durations.Short((item.Time("status", "completionTime") ?? now) - start) : "";

    private static string Ports(JsonObject item) =>
        Or(string.Join(',', item.Items("spec", "ports").Select(port => $"{port.Text("port")}/{port.Text("protocol")}")),
            "<none>");

    private static string Endpoints(JsonObject item)
    {
        var all = item.Items("subsets").SelectMany(subset => subset.Items("addresses").SelectMany(address =>
            subset.Items("ports").Select(port => $"{address.Text("ip")}:{port.Text("port")}"))).ToList();
        return all.Count == 0 ? "<none>" : all.Count > 3 ? $"{string.Join(',', all.Take(3))} + {all.Count - 3} more..."
            : string.Join(',', all);
    }

    private static string Quota(JsonObject item, string prefix, bool limits) =>
        string.Join(", ", item.Labels("status", "hard")
        .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal) == limits)
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(pair => $"{pair.Key}: {item.Text("status", "used", pair.Key)}/{pair.Value}"));

    private static string Or(string text, string fallback) => text.Length > 0 ? text : fallback;

    private static string Text(int count) => count.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
