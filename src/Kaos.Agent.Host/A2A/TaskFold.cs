using System.Collections.Immutable;
using Kaos.A2A;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;

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

    public string IncidentId { get; init; } = "";

    public Signal? Signal { get; init; }

    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>What the caller is asked; null when nothing is open.</summary>
    public OpenQuestion? Question { get; init; }

    public ImmutableDictionary<string, Plan> Plans { get; init; } = ImmutableDictionary<string, Plan>.Empty;

    public ImmutableDictionary<string, WorkflowOption> Options { get; init; } = ImmutableDictionary<string, WorkflowOption>.Empty;

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
            Metadata = TaskTexts.Metadata(this),
        };
    }
}

/// <summary>A choice or an approval that waits: its data part, told again with every answer given meanwhile.</summary>
/// <param name="PlanHash">Set for an approval.</param>
internal sealed record OpenQuestion(Message Message, string? PlanHash);
