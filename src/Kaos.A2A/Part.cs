using System.Text.Json;
using System.Text.Json.Serialization;
using Kaos.A2A.Json;

namespace Kaos.A2A;

/// <summary>
/// A piece of content: exactly one of text, raw bytes, url or data is set (see <see cref="ContentCase"/>).
/// </summary>
public sealed record Part
{
    public string? Text { get; init; }

    /// <summary>Bytes; base64 on the wire, both alphabets are read.</summary>
    [JsonConverter(typeof(BytesConverter))]
    public byte[]? Raw { get; init; }

    public string? Url { get; init; }

    /// <summary>
    /// Any JSON value. JSON <c>null</c> is a value: then this holds an element of kind Null, and is not unset.
    /// </summary>
    [JsonConverter(typeof(AnyValueConverter))]
    public JsonElement? Data { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    public string? Filename { get; init; }

    public string? MediaType { get; init; }

    /// <summary>Which content is set; <see cref="PartContentCase.Several"/> and None are refused on input.</summary>
    [JsonIgnore]
    public PartContentCase ContentCase
    {
        get
        {
            var count = (Text is null ? 0 : 1) + (Raw is null ? 0 : 1) + (Url is null ? 0 : 1) + (Data is null ? 0 : 1);
            return count switch
            {
                0 => PartContentCase.None,
                > 1 => PartContentCase.Several,
                _ => Text is not null ? PartContentCase.Text
                    : Raw is not null ? PartContentCase.Raw
                    : Url is not null ? PartContentCase.Url
                    : PartContentCase.Data,
            };
        }
    }

    public static Part FromText(string text) => new() { Text = text };

    public static Part FromRaw(byte[] bytes, string? mediaType = null, string? filename = null) =>
        new() { Raw = bytes, MediaType = mediaType, Filename = filename };

    public static Part FromUrl(string url, string? mediaType = null, string? filename = null) =>
        new() { Url = url, MediaType = mediaType, Filename = filename };

    public static Part FromData(JsonElement data) => new() { Data = data };
}

/// <summary>The content of a <see cref="Part"/>.</summary>
public enum PartContentCase
{
    None,
    Text,
    Raw,
    Url,
    Data,
    Several,
}
