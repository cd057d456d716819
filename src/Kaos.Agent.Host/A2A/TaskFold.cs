using System.Collections.Immutable;
using Kaos.A2A;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Host.A2A;

/// <summary>
/// One task as far as its session's events have been read. Everything that the client is told is derived from these
/// members and the next event, so that a client that reads the whole and one that resumes are told the same.
/// </summary>
internal sealed record TaskFold(string TaskId, string ContextId, string SessionId)
{
    /// <summary>Number of the newest event that is in.</summary>
    public long Version { get; init; }

    public TaskState State { get; init; } = TaskState.Submitted;

    public Message? StatusMessage { get; init; }

    public DateTimeOffset At { get; init; }

    public ImmutableArray<Message> History { get; init; } = [];

    public ImmutableArray<Artifact> Artifacts { get; init; } = [];

    /// <summary>Narration that has not ended a sentence yet, and so has not been told.</summary>
    public string Unsaid { get; init; } = "";

    /// <summary>The same fold that the session itself decides on.</summary>
    public SessionState Session { get; init; } = new(SessionId);

    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>The caller has left.</summary>
    public bool Detached { get; init; }

    public ChoicesOffered? Offered { get; init; }

    public ApprovalRequested? Asked { get; init; }

    public bool IsOver => State.IsTerminal();

    /// <summary>The caller's turn, or nobody's any more.</summary>
    public bool IsAtRest => State.IsTerminal() || State.IsInterrupted();

    /// <param name="historyLength">At most so many newest messages; null for all, 0 for none.</param>
    public AgentTask ToTask(int? historyLength = null, bool withArtifacts = true)
    {
        var history = historyLength is { } length ? History[Math.Max(0, History.Length - length)..] : History;
        return new AgentTask
        {
            Id = TaskId,
            ContextId = ContextId,
            Status = new Kaos.A2A.TaskStatus { State = State, Message = StatusMessage, Timestamp = At },
            Artifacts = withArtifacts && Artifacts.Length > 0 ? Artifacts : null,
            History = history.Length > 0 ? history : null,
            Metadata = TaskParts.Metadata(this),
        };
    }
}
