using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kaos.PracticeCluster.Storage;

// Reading and building raw JSON. Objects are stored as they came, so every read must survive absence.
internal static class Json
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var step in path)
        {
            node = node is JsonObject map && map.TryGetPropertyValue(step, out var next) ? next : null;
        }

        return node;
    }

    public static JsonObject? Map(this JsonNode? node, params ReadOnlySpan<string> path) =>
        At(node, path) as JsonObject;

    public static IEnumerable<JsonObject> Items(this JsonNode? node, params ReadOnlySpan<string> path) =>
        At(node, path) is JsonArray list ? list.OfType<JsonObject>() : [];

    public static string Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        At(node, path) is JsonValue value
            ? value.TryGetValue<string>(out var text) ? text : value.ToJsonString()
            : "";

    public static long Number(this JsonNode? node, params ReadOnlySpan<string> path) =>
        At(node, path) is JsonValue value
        && long.TryParse(Scalar(value), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number
            : 0;

    public static long NumberOr(this JsonNode? node, long fallback, params ReadOnlySpan<string> path) =>
        At(node, path) is JsonValue value
        && long.TryParse(Scalar(value), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? number : fallback;

    public static double Real(this JsonNode? node, params ReadOnlySpan<string> path) =>
        At(node, path) is JsonValue value
        && double.TryParse(Scalar(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
            : 0;

    public static bool Flag(this JsonNode? node, params ReadOnlySpan<string> path) =>
        string.Equals(Text(node, path), "true", StringComparison.OrdinalIgnoreCase);

    public static bool Has(this JsonNode? node, params ReadOnlySpan<string> path) => At(node, path) is not null;

    // The map at the path, made when it is not there.
    public static JsonObject Make(this JsonObject map, params ReadOnlySpan<string> path)
    {
        foreach (var step in path)
        {
            if (map[step] is not JsonObject next)
            {
                next = [];
                map[step] = next;
            }

            map = next;
        }

        return map;
    }

    public static void Default(this JsonObject map, string key, JsonNode? value)
    {
        if (!map.ContainsKey(key))
        {
            map[key] = value;
        }
    }

    public static JsonObject Copy(this JsonObject map) => (JsonObject)map.DeepClone();

    public static JsonArray Array(IEnumerable<JsonNode?> nodes)
    {
        var list = new JsonArray();
        foreach (var node in nodes)
        {
            list.Add(node);
        }

        return list;
    }

    public static JsonArray Strings(IEnumerable<string> texts) =>
        Array(texts.Select(text => (JsonNode?)JsonValue.Create(text)));

    public static IReadOnlyDictionary<string, string> Labels(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (At(node, path) is JsonObject map)
        {
            foreach (var (key, value) in map)
            {
                labels[key] = Text(value);
            }
        }

        return labels;
    }

    // Seconds only: the form of creationTimestamp and of every metav1.Time.
    public static string Stamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    // metav1.MicroTime.
    public static string MicroStamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    public static DateTimeOffset? Time(this JsonNode? node, params ReadOnlySpan<string> path) =>
        DateTimeOffset.TryParse(Text(node, path), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out var time)
            ? time.ToUniversalTime() : null;

    // Text without escapes of <, > and quotes beyond what JSON asks: as Go and kubectl write it.
    public static string Plain(JsonNode node) => System.Text.Encoding.UTF8.GetString(Bytes(node));

    public static byte[] Bytes(JsonNode node)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            node.WriteTo(writer);
        }

        return buffer.ToArray();
    }

    // Parsing what we wrote gives every number and string one representation, whatever it was built from.
    public static JsonObject Canonical(JsonNode node)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            node.WriteTo(writer);
        }

        return JsonNode.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)) as JsonObject ?? [];
    }

    private static string Scalar(JsonValue value) =>
        value.TryGetValue<string>(out var text) ? text : value.ToJsonString();
}
