using System.Text.Json;
using Kaos.A2A.Json;

namespace Kaos.A2A.Hosting;

/// <summary>
/// The envelope of a JSON-RPC call, read without building a document; params stay a slice of the body.
/// </summary>
internal readonly record struct JsonRpcRequest
{
    /// <summary>JSON of the id, to be sent back as it came.</summary>
    public required byte[] Id { get; init; }

    public string? Method { get; init; }

    /// <summary>JSON of the parameters, <c>{}</c> when absent or null.</summary>
    public ReadOnlyMemory<byte> Params { get; init; }

    /// <summary>What is wrong with the envelope, or null.</summary>
    public string? Trouble { get; init; }

    public static byte[] NullId { get; } = "null"u8.ToArray();

    private static byte[] NoParams { get; } = "{}"u8.ToArray();

    /// <exception cref="JsonException">Not JSON, or too deep.</exception>
    public static JsonRpcRequest Parse(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = JsonText.MaxDepth });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            reader.Read();
            return new() { Id = NullId, Trouble = "The request must be one JSON-RPC object; batches are not served." };
        }

        var isVersion2 = false;
        byte[]? id = null;
        var idTrouble = false;
        string? method = null;
        ReadOnlyMemory<byte> parameters = NoParams;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("jsonrpc"u8))
            {
                reader.Read();
                isVersion2 = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("2.0"u8);
                reader.Skip();
            }
            else if (reader.ValueTextEquals("method"u8))
            {
                reader.Read();
                method = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                idTrouble = !(reader.TokenType is JsonTokenType.String or JsonTokenType.Null or JsonTokenType.Number);
                id = Slice(ref reader, body).ToArray();
            }
            else if (reader.ValueTextEquals("params"u8))
            {
                reader.Read();
                parameters = reader.TokenType == JsonTokenType.Null ? NoParams : Slice(ref reader, body);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        reader.Read();
        return new()
        {
            Id = idTrouble || id is null ? NullId : id,
            Method = method,
            Params = parameters,
            Trouble = !isVersion2 ? "jsonrpc must be \"2.0\"."
                : idTrouble || id is null ? "id must be a string, a number or null."
                : string.IsNullOrEmpty(method) ? "method must be a string."
                : null,
        };
    }

    private static ReadOnlyMemory<byte> Slice(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return body[start..(int)reader.BytesConsumed];
    }
}
