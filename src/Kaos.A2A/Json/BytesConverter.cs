using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kaos.A2A.Json;

/// <summary>ProtoJSON bytes: written as standard base64, read in both alphabets, with or without padding.</summary>
internal sealed class BytesConverter : JsonConverter<byte[]>
{
    public override byte[]? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException();
        }

        if (reader.TryGetBytesFromBase64(out var bytes))
        {
            return bytes;
        }

        var text = (reader.GetString() ?? "").TrimEnd('=').Replace('+', '-').Replace('/', '_');
        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException notBase64)
        {
            throw new JsonException(message: null, notBase64);
        }
    }

    public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) =>
        writer.WriteBase64StringValue(value);
}
