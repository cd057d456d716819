using System.Text.Json;
using Kaos.Kubernetes.Json;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Resources;

namespace Kaos.Kubernetes.Client;

/// <summary>One line of a watch: the type of the event and the object in it.</summary>
internal static class WatchLines
{
    /// <exception cref="JsonException">The line is no watch event.</exception>
    /// <exception cref="KubernetesException">The line is an ERROR event.</exception>
    public static WatchEvent<T> Decode<T>(ReadOnlyMemory<byte> line, ModelKind<T> kind, ApiRequest request)
        where T : class, IKubernetesObject
    {
        var (type, body) = Split(line);
        if (type == "ERROR")
        {
            var status = JsonSerializer.Deserialize(body.Span, KubernetesJson.Default.KubernetesStatus);
            throw ApiFailures.FromStatus(status ?? new KubernetesStatus(), request);
        }

        return new WatchEvent<T>(
            type switch
            {
                "ADDED" => WatchEventType.Added,
                "MODIFIED" => WatchEventType.Modified,
                "DELETED" => WatchEventType.Deleted,
                "BOOKMARK" => WatchEventType.Bookmark,
                _ => throw new JsonException($"'{type}' is no type of watch event."),
            },
            kind.Decode(body));
    }

    private static (string Type, ReadOnlyMemory<byte> Body) Split(ReadOnlyMemory<byte> line)
    {
        var reader = new Utf8JsonReader(line.Span);
        var type = "";
        ReadOnlyMemory<byte> body = default;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            var isObject = reader.ValueTextEquals("object"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (isType)
            {
                type = InternedStringConverter.ReadPooled(ref reader) ?? "";
            }

            reader.Skip();
            if (isObject)
            {
                body = line[start..(int)reader.BytesConsumed];
            }
        }

        return body.IsEmpty ? throw new JsonException("The watch event has no object.") : (type, body);
    }
}
