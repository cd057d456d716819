using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Kaos.Kubernetes.Json;

/// <summary>
/// Lets converters see the text that they are reading, which <see cref="Utf8JsonReader"/> hides: equal texts can then
/// share one object, and raw values are a plain copy. Set for the length of one synchronous decode on this thread.
/// </summary>
internal static class DecodeScope
{
    [ThreadStatic]
    private static ReadOnlyMemory<byte> current;

    [ThreadStatic]
    private static bool dropFieldSets;

    /// <summary>Whether the field sets of managedFields are skipped; by far the largest part of most objects.</summary>
    public static bool DropsFieldSets => dropFieldSets;

    /// <exception cref="JsonException">The text is not JSON, or not of that type.</exception>
    public static T? Decode<T>(ReadOnlyMemory<byte> utf8, JsonTypeInfo<T> type, bool withoutFieldSets)
    {
        var outer = dropFieldSets;
        dropFieldSets = withoutFieldSets;
        try
        {
            return Decode(utf8, type);
        }
        finally
        {
            dropFieldSets = outer;
        }
    }

    /// <exception cref="JsonException">The text is not JSON, or not of that type.</exception>
    public static T? Decode<T>(ReadOnlyMemory<byte> utf8, JsonTypeInfo<T> type)
    {
        var outer = current;
        current = utf8;
        try
        {
            return JsonSerializer.Deserialize(utf8.Span, type);
        }
        finally
        {
            current = outer;
        }
    }

    /// <summary>Skips the value under the reader and gives its text; empty outside of a decode.</summary>
    public static ReadOnlySpan<byte> Peek(ref Utf8JsonReader reader)
    {
        if (current.IsEmpty)
        {
            return default;
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return current.Span[start..(int)reader.BytesConsumed];
    }
}
