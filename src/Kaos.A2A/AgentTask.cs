using System.Text.Json;

namespace Kaos.A2A;

/// <summary>
/// The protocol's <c>Task</c>: one unit of work, as its client sees it (named so because .NET has a Task).
/// </summary>
public sealed record AgentTask
{
    /// <summary>Made by the server, never by a client; opaque.</summary>
    public required string Id { get; init; }

    /// <summary>The conversation. Optional on the wire, always sent by this server.</summary>
    public string? ContextId { get; init; }

    public required TaskStatus Status { get; init; }

    /// <summary>Results. Null rather than empty: an unset array is left out on the wire.</summary>
    public IReadOnlyList<Artifact>? Artifacts { get; init; }

    /// <summary>Messages, oldest first. Null rather than empty.</summary>
    public IReadOnlyList<Message>? History { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}

/// <summary>Where a task stands.</summary>
public sealed record TaskStatus
{
    public required TaskState State { get; init; }

    /// <summary>Progress, a question, or what credentials are needed. Results belong in artifacts instead.</summary>
    public Message? Message { get; init; }

    /// <summary>When this state was reached; on the wire UTC with milliseconds.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}

/// <summary>States of a task; numbers and names are those of <c>lf.a2a.v1.TaskState</c>.</summary>
public enum TaskState
{
    Unspecified = 0,
    Submitted = 1,
    Working = 2,
    Completed = 3,
    Failed = 4,
    Canceled = 5,
    InputRequired = 6,
    Rejected = 7,
    AuthRequired = 8,
}

public static class TaskStates
{
    /// <summary>Completed, failed, canceled or rejected: the task never changes again.</summary>
    public static bool IsTerminal(this TaskState state) =>
        state is TaskState.Completed or TaskState.Failed or TaskState.Canceled or TaskState.Rejected;

    /// <summary>The agent waits for its client: input or credentials are required.</summary>
    public static bool IsInterrupted(this TaskState state) =>
        state is TaskState.InputRequired or TaskState.AuthRequired;
}
