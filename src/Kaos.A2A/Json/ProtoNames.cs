using System.Text;
using System.Text.Json;

namespace Kaos.A2A.Json;

/// <summary>
/// ProtoJSON parsers take a field by its JSON name and by its name in the proto file (<c>task_id</c>); some clients
/// send the
/// latter. Free-form members keep their own names.
/// </summary>
internal static class ProtoNames
{
    /// <summary>The same JSON with field names in camelCase; the very same bytes when they already are.</summary>
    /// <exception cref="JsonException">Not JSON.</exception>
    public static ReadOnlySpan<byte> ToCamelCase(ReadOnlySpan<byte> json)
    {
        if (!MayHoldSnakeCase(json))
        {
            return json;
        }

        using var buffer = PooledBuffer.Rent();
        using (var writer = new Utf8JsonWriter(buffer, A2AJson.WriterOptions))
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonText.MaxDepth });
            while (reader.Read())
            {
                Copy(ref reader, writer, json);
            }
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A JSON name as it stands in the proto file.</summary>
    public static string ToSnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var character in name)
        {
            _ = char.IsAsciiLetterUpper(character)
                ? text.Append('_').Append(char.ToLowerInvariant(character))
                : text.Append(character);
        }

        return text.ToString();
    }

    /// <summary>Enum values hold underscores before capitals, field names before small letters.</summary>
    private static bool MayHoldSnakeCase(ReadOnlySpan<byte> json)
    {
        for (var at = json.IndexOf((byte)'_'); at >= 0 && at + 1 < json.Length;)
        {
            if (json[at + 1] is >= (byte)'a' and <= (byte)'z')
            {
                return true;
            }

            var next = json[(at + 1)..].IndexOf((byte)'_');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return false;
    }

    private static void Copy(ref Utf8JsonReader reader, Utf8JsonWriter writer, ReadOnlySpan<byte> json)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                writer.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                writer.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                writer.WriteEndArray();
                break;
            case JsonTokenType.PropertyName:
                var name = CamelCase(reader.GetString() ?? "");
                writer.WritePropertyName(name);
                if (name is "metadata" or "data")
                {
                    reader.Read();
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    writer.WriteRawValue(json[start..(int)reader.BytesConsumed], skipInputValidation: true);
                }

                break;
            default:
                var end = (int)reader.BytesConsumed;
                writer.WriteRawValue(json[(int)reader.TokenStartIndex..end], skipInputValidation: true);
                break;
        }
    }

    private static string CamelCase(string name)
    {
        if (!name.Contains('_', StringComparison.Ordinal))
        {
            return name;
        }

        var text = new StringBuilder(name.Length);
        var raise = false;
        foreach (var character in name)
        {
            if (character == '_')
            {
                raise = text.Length > 0;
                continue;
            }

            text.Append(raise ? char.ToUpperInvariant(character) : character);
            raise = false;
        }

        return text.ToString();
    }
}
