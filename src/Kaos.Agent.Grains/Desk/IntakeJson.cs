using System.Text.Json;

namespace Kaos.Agent.Grains.Desk;

/// <summary>Small JSON objects, written by hand: reflection is off.</summary>
internal static class IntakeJson
{
    public static JsonElement Write(Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.ToArray());
        return document.RootElement.Clone();
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
    });
}
