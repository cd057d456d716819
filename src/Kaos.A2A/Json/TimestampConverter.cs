using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kaos.A2A.Json;

/// <summary>
/// google.protobuf.Timestamp: written in UTC with milliseconds and <c>Z</c>; any offset is read, but one is needed.
/// </summary>
internal sealed class TimestampConverter : JsonConverter<DateTimeOffset>
{
    private const string WireFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

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
        Span<char> text = stackalloc char[24];
        value.UtcDateTime.TryFormat(text, out var length, WireFormat, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
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
