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
}
