using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Tables;

// The columns that a CustomResourceDefinition asks for: plain paths such as .spec.replicas, no filters.
internal static class CustomColumns
{
    public static IReadOnlyList<Column> Of(JsonObject version)
    {
        var asked = version.Items("additionalPrinterColumns").ToList();
        return asked.Count == 0 ? [Column.ObjectName, Column.Age] : [Column.ObjectName, .. asked.Select(Printed)];
    }

    private static Column Printed(JsonObject asked)
    {
        var path = asked.Text("jsonPath").TrimStart('.').Split('.');
        var type = asked.Text("type");
        return new Column(
            asked.Text("name"), (item, now) => Cell(item, path, type, now), type, (int)asked.Number("priority"));
    }

    // What is not there, or is not of the column's type, is null: kubectl then says <none>.
    private static JsonNode? Cell(
        JsonObject item, string[] path, string type, DateTimeOffset now) => (type, item.At(path)) switch
        {
            (_, null) => null,
            ("date", _) => item.Time(path) is { } time ? Durations.Since(time, now) : null,
            ("string", var value) => value.Text(),
            ("boolean", var value) =>
                value.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? value.DeepClone() : null,
            ("integer", var value) => value.GetValueKind() == JsonValueKind.Number ? item.Number(path) : null,
            (_, var value) => value.GetValueKind() == JsonValueKind.Number
                ? double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) : null,
        };
}
