using System.Globalization;
using System.Text.Json.Nodes;

namespace Kaos.Agent.Grains.Gate.Objects;

/// <summary>Who managed a field, read from <c>metadata.managedFields</c> (FieldsV1).</summary>
internal static class FieldManagers
{
    /// <summary>Managers of any of the fields, in the order of managedFields, each once.</summary>
    public static IEnumerable<string> Of(JsonObject live, IEnumerable<string[]> paths)
    {
        var wanted = paths.ToArray();
        return (JsonPath.Find(live, "metadata", "managedFields") as JsonArray ?? [])
            .OfType<JsonObject>()
            .Where(entry => wanted.Any(path => Owns(entry["fieldsV1"], live, path)))
            .Select(entry => JsonPath.Text(entry, "manager") ?? "")
            .Where(manager => manager.Length > 0)
            .Distinct(StringComparer.Ordinal);
    }

    /// <summary>Who wrote any of the fields last; null when nobody is booked for them.</summary>
    public static FieldWriter? NewestOf(JsonObject live, IEnumerable<string[]> paths)
    {
        var wanted = paths.ToArray();
        return (JsonPath.Find(live, "metadata", "managedFields") as JsonArray ?? [])
            .OfType<JsonObject>()
            .Where(entry => wanted.Any(path => Owns(entry["fieldsV1"], live, path)))
            .Select(entry => DateTimeOffset.TryParse(
                JsonPath.Text(entry, "time"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                ? new FieldWriter(JsonPath.Text(entry, "manager") ?? "", at)
                : null)
            .MaxBy(writer => writer?.At);
    }

    private static bool Owns(JsonNode? fields, JsonNode? value, string[] path)
    {
        foreach (var part in path)
        {
            if (fields is not JsonObject { Count: > 0 } set)
            {
                // An entry without members stands for the whole value below it.
                return fields is not null;
            }

            fields = value is JsonArray list ? Item(set, list, part) : set["f:" + part];
            value = JsonPath.Find(value, part);
            if (fields is null)
            {
                return false;
            }
        }

        return fields is not null;
    }

    private static JsonNode? Item(JsonObject set, JsonArray list, string part)
    {
        if (JsonPath.Index(part) is not { } index || index >= list.Count)
        {
            return null;
        }

        return set.FirstOrDefault(member => member.Key.StartsWith("k:", StringComparison.Ordinal)
            && JsonNode.Parse(member.Key[2..]) is JsonObject key
            && key.All(field => JsonNode.DeepEquals(JsonPath.Find(list[index], field.Key), field.Value))).Value;
    }
}
