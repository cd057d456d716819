using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Tables;

// The meta.k8s.io/v1 Table form, on which `kubectl get` depends.
internal static class Table
{
    public static JsonObject Of(ResourceType type, IReadOnlyList<JsonObject> items, string revision, DateTimeOffset now,
        string include)
    {
        var columns = Columns.For(type);
        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = "meta.k8s.io/v1",
            ["metadata"] = new JsonObject { ["resourceVersion"] = revision },
            ["columnDefinitions"] = Json.Array(columns.Select(column => column.Definition())),
            ["rows"] = Json.Array(items.Select(item => Row(columns, item, now, include))),
        };
    }

    private static JsonObject Row(IReadOnlyList<Column> columns, JsonObject item, DateTimeOffset now, string include)
    {
        var row = new JsonObject { ["cells"] = Json.Array(columns.Select(column => column.Cell(item, now))) };
        if (include != "None")
        {
            row["object"] = include == "Object" ? item.DeepClone() : new JsonObject
            {
                ["kind"] = "PartialObjectMetadata",
                ["apiVersion"] = "meta.k8s.io/v1",
                ["metadata"] = item.At("metadata")?.DeepClone(),
            };
        }

        return row;
    }
}
