using System.Text.Json;

namespace Kaos.Kubernetes.Json;

/// <summary>Members of answers that are read once: absent ones give nothing instead of an exception.</summary>
internal static class LooseJson
{
    public static JsonElement MemberOf(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    public static string? TextOf(this JsonElement element, string name) =>
        element.MemberOf(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static bool FlagOf(this JsonElement element, string name) =>
        element.MemberOf(name).ValueKind == JsonValueKind.True;

    public static int NumberOf(this JsonElement element, string name) =>
        element.MemberOf(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value)
            ? value
            : 0;

    public static IEnumerable<JsonElement> ItemsOf(this JsonElement element, string name) =>
        element.MemberOf(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    public static void WriteWhenSet(this Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
