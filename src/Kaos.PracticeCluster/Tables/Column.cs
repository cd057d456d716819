using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Tables;

internal sealed record Column(string Title, Func<JsonObject, DateTimeOffset, JsonNode?> Cell, string Type = "string",
    int Priority = 0)
{
    public static Column Text(string name, Func<JsonObject, string> cell, int priority = 0) =>
        new(name, (item, _) => cell(item), "string", priority);

    public static Column Path(string name, params string[] path) =>
        new(name, (item, _) => item.Text(path) is { Length: > 0 } text ? text : "<none>");

    public static Column Count(string name, params string[] path) =>
        new(name, (item, _) => item.Number(path), "integer");

    public static Column ObjectName { get; } = new("Name", (item, _) => item.Text("metadata", "name"));

    public static Column Age { get; } = new("Age", (item, now) =>
        Durations.Since(item.Time("metadata", "creationTimestamp"), now));

    public JsonObject Definition() => new()
    {
        ["name"] = Title,
        ["type"] = Type,
        ["format"] = Title == "Name" ? "name" : "",
        ["description"] = "",
        ["priority"] = Priority,
    };
}
