using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Json;

/// <summary>Reads a string through the <see cref="StringPool"/>.</summary>
internal sealed class InternedStringConverter : JsonConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ReadPooled(ref reader);

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);

    public static string? ReadPooled(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.String
            or JsonTokenType.PropertyName when reader is { HasValueSequence: false, ValueIsEscaped: false } =>
            StringPool.Get(reader.ValueSpan),
        _ => reader.GetString(),
    };
}
