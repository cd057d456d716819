using System.Text.Json;
using Kaos.Kubernetes.Json;

namespace Kaos.Kubernetes.Models;

/// <summary>
/// Reads single values out of JSON that has no model. Whatever is absent, or of another shape than asked for, reads as
/// null or empty: nothing here throws.
/// </summary>
public static class RawJsonReading
{
    /// <summary>The value at the end of the path of property names; undefined when there is none.</summary>
    public static JsonElement At(this RawJson json, params ReadOnlySpan<string> path) => json.Parse().At(path);

    /// <inheritdoc cref="At(RawJson, ReadOnlySpan{string})"/>
    public static JsonElement At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return default;
            }
        }

        return element;
    }

    /// <summary>The string there, or the text of a number or boolean; null otherwise.</summary>
    public static string? Text(this RawJson json, params ReadOnlySpan<string> path) => json.Parse().Text(path);

    /// <inheritdoc cref="Text(RawJson, ReadOnlySpan{string})"/>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } value => value.GetRawText(),
        _ => null,
    };

    /// <summary>The items of the array there; empty otherwise.</summary>
    public static IEnumerable<JsonElement> Items(this RawJson json, params ReadOnlySpan<string> path) =>
        json.Parse().Items(path);

    /// <inheritdoc cref="Items(RawJson, ReadOnlySpan{string})"/>
    public static IEnumerable<JsonElement> Items(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <summary>The strings of the array there; what is no string is left out.</summary>
    public static IEnumerable<string> Texts(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Items(path).Where(i => i.ValueKind == JsonValueKind.String).Select(i => i.GetString() ?? "");

    /// <summary>The conditions in the array there; what is no condition is left out.</summary>
    public static IReadOnlyList<Condition> Conditions(this RawJson json, params ReadOnlySpan<string> path) =>
        [.. json.Items(path).Select(Condition).OfType<Condition>()];

    private static Condition? Condition(JsonElement element)
    {
        try
        {
            return element.Deserialize(KubernetesJson.Default.Condition);
        }
        catch (JsonException)
        {
            // An operator may call anything a condition; what does not read as one says nothing.
            return null;
        }
    }
}
