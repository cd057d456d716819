using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Tables;

internal static class NodeColumns
{
    public static IReadOnlyList<Column> All { get; } =
    [
        Column.ObjectName,
        Column.Text("Status", Status),
        Column.Text("Roles", Roles),
        Column.Age,
        Column.Path("Version", "status", "nodeInfo", "kubeletVersion"),
        Column.Text("Internal-IP", node => node.Items("status", "addresses")
            .FirstOrDefault(one => one.Text("type") == "InternalIP").Text("address"), 1),
        Column.Text("External-IP", _ => "<none>", 1),
        Column.Text("OS-Image", node => node.Text("status", "nodeInfo", "osImage"), 1),
        Column.Text("Kernel-Version", node => node.Text("status", "nodeInfo", "kernelVersion"), 1),
        Column.Text("Container-Runtime", node => node.Text("status", "nodeInfo", "containerRuntimeVersion"), 1),
    ];

    private static string Status(JsonObject node)
    {
        var ready = Owners.Condition(node, "Ready").Text("status") == "True" ? "Ready" : "NotReady";
        return node.Flag("spec", "unschedulable") ? $"{ready},SchedulingDisabled" : ready;
    }

    private static string Roles(JsonObject node)
    {
        const string Prefix = "node-role.kubernetes.io/";
        var roles = node.Labels("metadata", "labels").Keys.Where(key =>
            key.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(key => key[Prefix.Length..]).Order(StringComparer.Ordinal).ToList();
        return roles.Count == 0 ? "<none>" : string.Join(',', roles);
    }
}
