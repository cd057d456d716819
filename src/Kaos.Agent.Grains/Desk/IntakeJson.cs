using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Kaos.Agent.Grains.Desk;

/// <summary>Small JSON objects, written by hand: reflection is off.</summary>
internal static class IntakeJson
{
    /// <param name="expected">Bytes that it will about have: a buffer that grows is paid for several times.</param>
    public static JsonElement Write(Action<Utf8JsonWriter> members, int expected = 1024)
    {
        var buffer = new ArrayBufferWriter<byte>(expected);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    /// <summary>The data of an answer, with where it comes from.</summary>
    /// <param name="data">Null: there is no more to the answer than its text.</param>
    public static JsonElement Sourced(
        JsonElement? data, string tool, IEnumerable<string> clusters, string? @namespace,
        string? kind = null) => Write(json =>
    {
        if (kind is not null)
        {
            json.WriteString("kind", kind);
        }

        json.WriteString("tool", tool);
        json.WriteStartArray("clusters");
        foreach (var cluster in clusters)
        {
            json.WriteStringValue(cluster);
        }

        json.WriteEndArray();
        if (@namespace is not null)
        {
            json.WriteString("namespace", @namespace);
        }

        if (data is not { } members)
        {
            json.WriteString("kind", "kaos.text/v1");
            return;
        }

        foreach (var member in members.EnumerateObject().Where(member => !member.NameEquals("namespace")))
        {
            member.WriteTo(json);
        }
    }, data is { } known ? JsonMarshal.GetRawUtf8Value(known).Length + 256 : 256);
}
