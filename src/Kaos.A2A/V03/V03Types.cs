using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kaos.A2A.V03;

// The shapes of protocol 0.3 on the wire, as far as they differ. Everything is optional here: the 1.0 validation that
// follows the translation names what is missing.

internal sealed record V03SendParams
{
    public V03Message? Message { get; init; }

    public V03SendConfiguration? Configuration { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}

internal sealed record V03SendConfiguration
{
    public IReadOnlyList<string>? AcceptedOutputModes { get; init; }

    public int? HistoryLength { get; init; }

    public bool? Blocking { get; init; }

    public V03PushConfig? PushNotificationConfig { get; init; }
}

internal sealed record V03TaskParams
{
    public string? Id { get; init; }

    public int? HistoryLength { get; init; }

    public string? PushNotificationConfigId { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}

internal sealed record V03Message
{
    public string Kind { get; init; } = "message";

    public string? MessageId { get; init; }

    public string? Role { get; init; }

    public IReadOnlyList<V03Part>? Parts { get; init; }

    public string? ContextId { get; init; }

    public string? TaskId { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    public IReadOnlyList<string>? Extensions { get; init; }

    public IReadOnlyList<string>? ReferenceTaskIds { get; init; }
}

internal sealed record V03Part
{
    public string? Kind { get; init; }

    public string? Text { get; init; }

    public V03File? File { get; init; }

    public JsonElement? Data { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}

internal sealed record V03File
{
    [JsonConverter(typeof(Json.BytesConverter))]
    public byte[]? Bytes { get; init; }

    public string? Uri { get; init; }

    public string? Name { get; init; }

    public string? MimeType { get; init; }
}

internal sealed record V03Task
{
    public string Kind { get; init; } = "task";

    public string? Id { get; init; }

    public string? ContextId { get; init; }

    public V03Status? Status { get; init; }

    public IReadOnlyList<V03Artifact>? Artifacts { get; init; }

    public IReadOnlyList<V03Message>? History { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}

internal sealed record V03Status
{
    public string? State { get; init; }

    public V03Message? Message { get; init; }

    public DateTimeOffset? Timestamp { get; init; }
}

internal sealed record V03Artifact
{
    public string? ArtifactId { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<V03Part>? Parts { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    public IReadOnlyList<string>? Extensions { get; init; }
}

internal sealed record V03StatusUpdate
{
    public string Kind { get; init; } = "status-update";

    public string? TaskId { get; init; }

    public string? ContextId { get; init; }

    public V03Status? Status { get; init; }

    public bool Final { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}

internal sealed record V03ArtifactUpdate
{
    public string Kind { get; init; } = "artifact-update";

    public string? TaskId { get; init; }

    public string? ContextId { get; init; }

    public V03Artifact? Artifact { get; init; }

    public bool Append { get; init; }

    public bool LastChunk { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}

internal sealed record V03TaskPushConfig
{
    public string? TaskId { get; init; }

    public V03PushConfig? PushNotificationConfig { get; init; }
}

internal sealed record V03PushConfig
{
    public string? Id { get; init; }

    public string? Url { get; init; }

    public string? Token { get; init; }

    public V03Authentication? Authentication { get; init; }
}

internal sealed record V03Authentication
{
    public IReadOnlyList<string>? Schemes { get; init; }

    public string? Credentials { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(Json.TimestampConverter)])]
[JsonSerializable(typeof(V03SendParams))]
[JsonSerializable(typeof(V03TaskParams))]
[JsonSerializable(typeof(V03TaskPushConfig))]
[JsonSerializable(typeof(List<V03TaskPushConfig>))]
[JsonSerializable(typeof(V03Message))]
[JsonSerializable(typeof(V03Task))]
[JsonSerializable(typeof(V03StatusUpdate))]
[JsonSerializable(typeof(V03ArtifactUpdate))]
internal sealed partial class V03JsonContext : JsonSerializerContext;
