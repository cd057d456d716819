using System.Text.Json;
using System.Text.Json.Serialization;
using Kaos.Kubernetes.Models;

namespace Kaos.Kubernetes.Json;

/// <summary>
/// Reads labels, annotations and data into a <see cref="StringMap"/>, with pooled keys and short values.
/// </summary>
internal sealed class StringMapConverter : JsonConverter<IReadOnlyDictionary<string, string>>
{
    public override IReadOnlyDictionary<string, string>? Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Expected an object of strings.");
        }

        var pairs = new List<KeyValuePair<string, string>>(8);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = InternedStringConverter.ReadPooled(ref reader) ?? "";
            reader.Read();
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
            {
                throw new JsonException($"The value of '{key}' is not a string.");
            }

            pairs.Add(new KeyValuePair<string, string>(key, InternedStringConverter.ReadPooled(ref reader) ?? ""));
        }

        return pairs.Count == 0 ? StringMap.Empty : new StringMap(pairs);
    }

    public override void Write(
        Utf8JsonWriter writer,
        IReadOnlyDictionary<string, string> value,
        JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (key, text) in value)
        {
            writer.WriteString(key, text);
        }

        writer.WriteEndObject();
    }
}
