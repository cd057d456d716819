using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kaos.A2A;

/// <summary>One event of a stream or of a push notification: exactly one member is set.</summary>
public sealed record StreamResponse
{
    public AgentTask? Task { get; init; }

    public Message? Message { get; init; }

    public TaskStatusUpdateEvent? StatusUpdate { get; init; }

    public TaskArtifactUpdateEvent? ArtifactUpdate { get; init; }

    [JsonIgnore]
    public StreamResponseCase PayloadCase => this switch
    {
        { Task: not null } => StreamResponseCase.Task,
        { Message: not null } => StreamResponseCase.Message,
        { StatusUpdate: not null } => StreamResponseCase.StatusUpdate,
        { ArtifactUpdate: not null } => StreamResponseCase.ArtifactUpdate,
        _ => StreamResponseCase.None,
    };

    public static implicit operator StreamResponse(AgentTask task) => new() { Task = task };

    public static implicit operator StreamResponse(Message message) => new() { Message = message };

    public static implicit operator StreamResponse(TaskStatusUpdateEvent update) => new() { StatusUpdate = update };

    public static implicit operator StreamResponse(TaskArtifactUpdateEvent update) => new() { ArtifactUpdate = update };
}

/// <summary>What a <see cref="StreamResponse"/> holds.</summary>
public enum StreamResponseCase
{
    None,
    Task,
    Message,
    StatusUpdate,
    ArtifactUpdate,
}

/// <summary>A task changed its state. There is no <c>final</c> in 1.0: the stream closes instead.</summary>
public sealed record TaskStatusUpdateEvent
{
    public required string TaskId { get; init; }

    public required string ContextId { get; init; }

    public required TaskStatus Status { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}

/// <summary>A task made an artifact, or a further chunk of one.</summary>
public sealed record TaskArtifactUpdateEvent
{
    public required string TaskId { get; init; }

    public required string ContextId { get; init; }

    public required Artifact Artifact { get; init; }

    /// <summary>Add the parts to the artifact with the same id, rather than replace it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Append { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool LastChunk { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}
