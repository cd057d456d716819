using System.Globalization;
using System.Text.Json.Nodes;

namespace Kaos.Agent.Grains.Gate.Objects;

/// <summary>JSON pointers (RFC 6901) over raw objects.</summary>
internal static class JsonPath
{
    public static string[] Split(string pointer) => pointer.Length == 0
        ? []
        : [.. pointer[1..].Split('/').Select(part => part.Replace("~1", "/").Replace("~0", "~"))];

    public static string Join(params IEnumerable<string> parts) =>
        string.Concat(parts.Select(part => "/" + part.Replace("~", "~0").Replace("/", "~1")));

    /// <summary>
    /// The value there; null when it is absent (and for a JSON null, which Kubernetes treats as absent).
    /// </summary>
    public static JsonNode? Find(JsonNode? node, params IEnumerable<string> parts)
    {
        foreach (var part in parts)
        {
            node = node switch
            {
                JsonObject map => map[part],
                JsonArray list when Index(part) is { } index && index < list.Count => list[index],
                _ => null,
            };
        }

        return node;
    }

    public static string? Text(JsonNode? node, params IEnumerable<string> parts) =>
        Find(node, parts) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static long? Number(JsonNode? node, params IEnumerable<string> parts) =>
        Find(node, parts) is JsonValue value
            ? value.TryGetValue<long>(out var number) ? number : value.TryGetValue<int>(out var small) ? small : null
            : null;

    public static int? Index(string part) =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
}
