namespace Kaos.A2A.Server;

/// <summary>What an agent gets to know about one call.</summary>
public sealed record RequestContext
{
    /// <summary>
    /// The message, with task and context id filled in; for a cancellation the newest one of the task, or null.
    /// </summary>
    public required Message? Message { get; init; }

    /// <summary>The task before this message; null when the message starts something new.</summary>
    public AgentTask? Task { get; init; }

    /// <summary>The task's id, or the one that a new task must get.</summary>
    public required string TaskId { get; init; }

    public required string ContextId { get; init; }

    public required A2ACallContext Call { get; init; }

    /// <summary>Stamps of events.</summary>
    public required TimeProvider Clock { get; init; }

    public SendMessageConfiguration? Configuration { get; init; }

    /// <summary>Whether the caller reads a stream.</summary>
    public bool IsStreaming { get; init; }

    public bool IsContinuation => Task is not null;

    /// <summary>All text parts of the message, one per line.</summary>
    public string UserText => string.Join('\n', (Message?.Parts ?? []).Select(part => part.Text).OfType<string>());
}
