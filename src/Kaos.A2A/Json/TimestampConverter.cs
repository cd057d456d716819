using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kaos.A2A.Json;

/// <summary>
/// google.protobuf.Timestamp: written in UTC with milliseconds and <c>Z</c>; any offset is read, but one is needed.
/// </summary>
internal sealed class TimestampConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String && TryParse(reader.GetString(), out var time))
        {
            return time;
        }

        throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        // Round-trip form "2026-01-02T03:04:05.1234567Z", cut to milliseconds: several times as fast as a custom
        // format.
        Span<byte> text = stackalloc byte[28];
        Utf8Formatter.TryFormat(value.UtcDateTime, text, out _, 'O');
        text[23] = (byte)'Z';
        writer.WriteStringValue(text[..24]);
    }

    /// <summary>RFC 3339 with an offset or Z.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        time = default;
        var hasOffset = text is { Length: >= 20 } &&
            (text[^1] is 'Z' or 'z' || (text[^3] == ':' && text[^6] is '+' or '-'));
        return hasOffset && text is { Length: > 10 } && text[10] is 'T' or 't' &&
            DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time);
    }
}
