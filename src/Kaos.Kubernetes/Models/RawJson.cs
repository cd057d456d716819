using System.Text.Json;
using System.Text.Json.Serialization;
using Kaos.Kubernetes.Json;

namespace Kaos.Kubernetes.Models;

/// <summary>
/// A JSON value that no rule reads field by field, kept as its UTF-8 text: a few bytes where a parsed document would
/// cost kilobytes. <c>default</c> means absent.
/// </summary>
[JsonConverter(typeof(RawJsonConverter))]
public readonly struct RawJson : IEquatable<RawJson>
{
    private readonly byte[]? utf8;

    public RawJson(byte[]? utf8) => this.utf8 = utf8;

    /// <summary>False when the server sent nothing or null.</summary>
    public bool IsPresent => utf8 is { Length: > 0 };

    /// <summary>The JSON text in UTF-8; empty when absent.</summary>
    public ReadOnlySpan<byte> Utf8 => utf8;

    /// <summary>
    /// Parses the text. An absent value gives an element of kind <see cref="JsonValueKind.Undefined"/>.
    /// </summary>
    public JsonElement Parse()
    {
        if (utf8 is null)
        {
            return default;
        }

        var reader = new Utf8JsonReader(utf8);
        return JsonElement.ParseValue(ref reader);
    }

    public bool Equals(RawJson other) => Utf8.SequenceEqual(other.Utf8);

    public override bool Equals(object? obj) => obj is RawJson other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Utf8);
        return hash.ToHashCode();
    }

    public override string ToString() => System.Text.Encoding.UTF8.GetString(Utf8);
}
