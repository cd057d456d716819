using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kaos.A2A.Json;

/// <summary>google.protobuf.Value: JSON null is a value of its own, distinct from an absent member.</summary>
internal sealed class AnyValueConverter : JsonConverter<JsonElement?>
{
    public override bool HandleNull => true;

    public override JsonElement? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonElement.ParseValue(ref reader);

    public override void Write(Utf8JsonWriter writer, JsonElement? value, JsonSerializerOptions options)
    {
        if (value is { } element && element.ValueKind != JsonValueKind.Undefined)
        {
            element.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
