using System.Text.Json;
using Kaos.A2A.Server;

namespace Kaos.A2A.Hosting;

/// <summary>What a caller gets to know of a failure.</summary>
internal sealed record ErrorReply(A2AErrorCode Code, string Message)
{
    private const string Domain = "a2a-protocol.org";

    public IReadOnlyList<FieldViolation> Violations { get; init; } = [];

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>Set for unexpected failures only: with it the log entry can be found.</summary>
    public string? TraceId { get; init; }

    /// <summary>The body was above the limit and was not read.</summary>
    public bool IsTooLarge { get; init; }

    /// <summary>How to authenticate, for the header WWW-Authenticate; null when that is not what is missing.</summary>
    public string? Challenge { get; init; }

    /// <summary>HTTP status where the binding shows errors by it.</summary>
    public int HttpStatus => IsTooLarge ? 413 : Challenge is not null ? 401 : A2AErrorMapping.Of(Code).HttpStatus;

    public string RpcStatus => Challenge is not null ? "UNAUTHENTICATED" : A2AErrorMapping.Of(Code).RpcStatus;

    /// <summary>Only exceptions of this library speak for themselves.</summary>
    public static ErrorReply From(Exception failure, AgentCard card, string traceId) => failure switch
    {
        A2AException known => new(known.Code, known.Message)
        {
            Violations = known.Violations,
            Metadata = known.Metadata,
        },
        UnauthenticatedException nobody => Challenges.Of(card) is { } challenge
            ? new(A2AErrorCode.InvalidRequest, nobody.Message) { Challenge = challenge }
            : new(A2AErrorCode.UnsupportedOperation, nobody.Message),
        BodyTooLargeException tooLarge => new(A2AErrorCode.InvalidRequest, tooLarge.Message) { IsTooLarge = true },
        _ => new(A2AErrorCode.InternalError, A2AErrorMapping.Of(A2AErrorCode.InternalError).DefaultMessage)
        {
            TraceId = traceId,
        },
    };

    /// <summary>An array of google.rpc details, left out when there is nothing to say.</summary>
    public void WriteDetails(Utf8JsonWriter writer, string member)
    {
        var reason = A2AErrorMapping.Of(Code).Reason;
        if (reason is null && Violations.Count == 0 && TraceId is null)
        {
            return;
        }

        writer.WriteStartArray(member);
        if (reason is not null)
        {
            WriteErrorInfo(writer, reason);
        }

        if (Violations.Count > 0)
        {
            WriteBadRequest(writer);
        }

        if (TraceId is not null)
        {
            writer.WriteStartObject();
            writer.WriteString("@type"u8, "type.googleapis.com/google.rpc.RequestInfo"u8);
            writer.WriteString("requestId"u8, TraceId);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteErrorInfo(Utf8JsonWriter writer, string reason)
    {
        writer.WriteStartObject();
        writer.WriteString("@type"u8, "type.googleapis.com/google.rpc.ErrorInfo"u8);
        writer.WriteString("reason"u8, reason);
        writer.WriteString("domain"u8, Domain);
        if (Metadata is { Count: > 0 })
        {
            writer.WriteStartObject("metadata"u8);
            foreach (var (key, value) in Metadata)
            {
                writer.WriteString(key, value);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private void WriteBadRequest(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("@type"u8, "type.googleapis.com/google.rpc.BadRequest"u8);
        writer.WriteStartArray("fieldViolations"u8);
        foreach (var violation in Violations)
        {
            writer.WriteStartObject();
            writer.WriteString("field"u8, violation.Field);
            writer.WriteString("description"u8, violation.Description);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
