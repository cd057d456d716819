using System.Text.Json;

namespace Kaos.Kubernetes.Json;

/// <summary>The kind of a JSON document, found without reading more of it than needed.</summary>
/// <param name="ItemsStart">Where the array of <c>items</c> begins; -1 when the document is no list.</param>
internal readonly record struct ObjectHead(string ApiVersion, string Kind, int ItemsStart)
{
    /// <exception cref="JsonException">The text is not a JSON object.</exception>
    public static ObjectHead Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return new ObjectHead("", "", -1);
        }

        string apiVersion = "", kind = "";
        var items = -1;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKind = reader.ValueTextEquals("kind"u8);
            var isVersion = reader.ValueTextEquals("apiVersion"u8);
            var isItems = reader.ValueTextEquals("items"u8);
            reader.Read();
            if (isKind && reader.TokenType == JsonTokenType.String)
            {
                kind = InternedStringConverter.ReadPooled(ref reader) ?? "";
            }
            else if (isVersion && reader.TokenType == JsonTokenType.String)
            {
                apiVersion = InternedStringConverter.ReadPooled(ref reader) ?? "";
            }
            else if (isItems && reader.TokenType == JsonTokenType.StartArray)
            {
                items = (int)reader.TokenStartIndex;
            }

            if (kind.Length > 0 && apiVersion.Length > 0 &&
                (items >= 0 || !kind.EndsWith("List", StringComparison.Ordinal)))
            {
                break;
            }

            reader.Skip();
        }

        return new ObjectHead(apiVersion, kind, items);
    }
}
