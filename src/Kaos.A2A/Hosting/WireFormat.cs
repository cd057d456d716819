using System.Text.Json;
using Kaos.A2A.Json;

namespace Kaos.A2A.Hosting;

/// <summary>How one binding puts results, events and errors on the wire.</summary>
internal abstract class WireFormat
{
    public abstract string ContentType { get; }

    /// <summary>Answer even early errors as an event stream.</summary>
    public virtual bool ErrorsStream => false;

    public abstract int HttpStatus(ErrorReply error);

    public abstract void WriteResult<T>(Utf8JsonWriter writer, T result)
        where T : class;

    public abstract void WriteEmptyResult(Utf8JsonWriter writer);

    public abstract void WriteEvent(Utf8JsonWriter writer, StreamItem item);

    public abstract void WriteError(Utf8JsonWriter writer, ErrorReply error);
}

/// <summary>JSON-RPC 2.0: everything is wrapped in an envelope with the id of the request.</summary>
internal class JsonRpcFormat(byte[] id) : WireFormat
{
    public override string ContentType => "application/json";

    /// <summary>
    /// JSON-RPC errors travel in HTTP 200, but for a body that was never read and a caller who is nobody.
    /// </summary>
    public override int HttpStatus(ErrorReply error) =>
        error.IsTooLarge || error.Challenge is not null ? error.HttpStatus : 200;

    public override void WriteResult<T>(Utf8JsonWriter writer, T result)
    {
        Open(writer, "result"u8);
        JsonSerializer.Serialize(writer, result, A2AJson.Writer<T>());
        writer.WriteEndObject();
    }

    public override void WriteEmptyResult(Utf8JsonWriter writer)
    {
        Open(writer, "result"u8);
        writer.WriteNullValue();
        writer.WriteEndObject();
    }

    public override void WriteEvent(Utf8JsonWriter writer, StreamItem item)
    {
        Open(writer, "result"u8);
        item.WriteTo(writer);
        writer.WriteEndObject();
    }

    public override void WriteError(Utf8JsonWriter writer, ErrorReply error)
    {
        Open(writer, "error"u8);
        writer.WriteStartObject();
        writer.WriteNumber("code"u8, (int)error.Code);
        writer.WriteString("message"u8, error.Message);
        error.WriteDetails(writer, "data");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    protected void Open(Utf8JsonWriter writer, ReadOnlySpan<byte> member)
    {
        writer.WriteStartObject();
        writer.WriteString("jsonrpc"u8, "2.0"u8);
        writer.WritePropertyName("id"u8);
        writer.WriteRawValue(id, skipInputValidation: true);
        writer.WritePropertyName(member);
    }
}

/// <summary>HTTP+JSON: bare bodies, errors as google.rpc.Status.</summary>
internal sealed class HttpJsonFormat(string contentType) : WireFormat
{
    public override string ContentType => contentType;

    public override int HttpStatus(ErrorReply error) => error.HttpStatus;

    public override void WriteResult<T>(Utf8JsonWriter writer, T result) =>
        JsonSerializer.Serialize(writer, result, A2AJson.Writer<T>());

    public override void WriteEmptyResult(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteEndObject();
    }

    public override void WriteEvent(Utf8JsonWriter writer, StreamItem item) => item.WriteTo(writer);

    public override void WriteError(Utf8JsonWriter writer, ErrorReply error)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error"u8);
        writer.WriteNumber("code"u8, HttpStatus(error));
        writer.WriteString("status"u8, error.RpcStatus);
        writer.WriteString("message"u8, error.Message);
        error.WriteDetails(writer, "details");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
