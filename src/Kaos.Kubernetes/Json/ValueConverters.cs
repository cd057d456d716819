using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kaos.Kubernetes.Models;

namespace Kaos.Kubernetes.Json;

/// <summary>Quantities come as strings, and in hand-written YAML also as plain numbers.</summary>
internal sealed class QuantityConverter : JsonConverter<Quantity>
{
    public override Quantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[64];
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number) ||
            reader.ValueSpan.Length > text.Length)
        {
            throw new JsonException("Expected a quantity such as 512Mi or 250m.");
        }

        var length = reader.TokenType == JsonTokenType.String
            ? reader.CopyString(text)
            : System.Text.Encoding.UTF8.GetChars(reader.ValueSpan, text);
        return Quantity.TryParse(text[..length], out var quantity)
            ? quantity
            : throw new JsonException($"'{text[..length]}' is not a quantity such as 512Mi or 250m.");
    }

    public override void Write(Utf8JsonWriter writer, Quantity value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>Ports and amounts that are a number or a text.</summary>
internal sealed class IntOrStringConverter : JsonConverter<IntOrString>
{
    public override IntOrString Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Number => new IntOrString(StringPool.Get(reader.ValueSpan)),
            JsonTokenType.String => new IntOrString(InternedStringConverter.ReadPooled(ref reader)),
            _ => throw new JsonException("Expected a number or a string."),
        };

    public override void Write(Utf8JsonWriter writer, IntOrString value, JsonSerializerOptions options)
    {
        if (value.Number is { } number && number.ToString(CultureInfo.InvariantCulture) == value.Text)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(value.Text);
        }
    }
}

/// <summary>Keeps a value as its text.</summary>
internal sealed class RawJsonConverter : JsonConverter<RawJson>
{
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = DecodeScope.Peek(ref reader);
        if (!text.IsEmpty)
        {
            return new RawJson(BytePool.Get(text));
        }

        using var document = JsonDocument.ParseValue(ref reader);
        return new RawJson(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(document.RootElement).ToArray());
    }

    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options)
    {
        if (value.IsPresent)
        {
            writer.WriteRawValue(value.Utf8, skipInputValidation: true);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}

/// <summary>Field sets of managedFields: kept as text, or skipped where the reader has no use for them.</summary>
internal sealed class FieldSetConverter : JsonConverter<RawJson>
{
    private static readonly RawJsonConverter Plain = new();

    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (DecodeScope.DropsFieldSets)
        {
            reader.Skip();
            return default;
        }

        return Plain.Read(ref reader, typeToConvert, options);
    }

    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
        Plain.Write(writer, value, options);
}
