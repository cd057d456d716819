using System.Text.Json;
using System.Text.Unicode;

namespace Kaos.A2A.Json;

/// <summary>
/// What a lazy JSON parser would find out too late: it looks at the bytes of a string only when that string is read,
/// which
/// for free-form data may be while a reply is being written.
/// </summary>
internal static class JsonText
{
    /// <summary>Deepest nesting that is read; also the depth of a message's own data and metadata.</summary>
    public const int MaxDepth = 64;

    /// <exception cref="JsonException">Not UTF-8, not JSON, too deep, or a string with half a surrogate
    /// pair.</exception>
    public static void Check(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            throw new JsonException();
        }

        if (json.IndexOf("\\u"u8) < 0)
        {
            return;
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
            {
                CheckString(ref reader);
            }
        }
    }

    private static void CheckString(ref Utf8JsonReader reader)
    {
        try
        {
            _ = reader.GetString();
        }
        catch (InvalidOperationException halfSurrogate)
        {
            throw new JsonException(message: null, halfSurrogate);
        }
    }
}
