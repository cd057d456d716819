using System.Text.Json;
using Kaos.A2A.Json;
using Kaos.A2A.Server;

namespace Kaos.A2A;

/// <summary>An event on its way to a stream, with an SSE event id when the server can resume after it.</summary>
/// <param name="Response">The event.</param>
/// <param name="EventId">
/// Becomes the SSE <c>id</c>; a client that reconnects sends it back as <c>Last-Event-ID</c>. Must not hold CR, LF or
/// NUL.
/// </param>
public readonly record struct StreamItem(StreamResponse Response, string? EventId = null)
{
    /// <summary>The event's JSON, when others are sent the same.</summary>
    internal SharedEvent? Shared { get; init; }

    public static implicit operator StreamItem(StreamResponse response) => new(response);

    internal void WriteTo(Utf8JsonWriter writer)
    {
        // A handler in between may have put another response in place.
        if (ReferenceEquals(Shared?.Response, Response))
        {
            writer.WriteRawValue(Shared.Json, skipInputValidation: true);
        }
        else
        {
            JsonSerializer.Serialize(writer, Response, A2AJson.Writer<StreamResponse>());
        }
    }
}
