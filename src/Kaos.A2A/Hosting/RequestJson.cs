using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kaos.A2A.Json;

namespace Kaos.A2A.Hosting;

/// <summary>Turns the serializer's complaint into one that names a field, and nothing of ours.</summary>
internal static class RequestJson
{
    private const int MaxFieldLength = 200;

    public static TRequest Read<TRequest>(ReadOnlySpan<byte> json)
        where TRequest : class
    {
        try
        {
            json = ProtoNames.ToCamelCase(json);
        }
        catch (JsonException)
        {
            throw RequestBody.Unreadable();
        }

        return Read(json, A2AJson.Reader<TRequest>());
    }

    public static TRequest Read<TRequest>(ReadOnlySpan<byte> json, JsonTypeInfo<TRequest> type)
        where TRequest : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type)
                ?? throw RequestGate.InvalidParams([new("", "must be an object")]);
        }
        catch (JsonException wrong)
        {
            var field = (wrong.Path ?? "").TrimStart('$', '.');
            field = field.Length > MaxFieldLength ? field[..MaxFieldLength] : field;
            throw RequestGate.InvalidParams([new(field, "has a value of the wrong type")]);
        }
    }
}
