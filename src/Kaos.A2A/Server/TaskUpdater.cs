namespace Kaos.A2A.Server;

/// <summary>Writes the usual events of one task, stamped and addressed.</summary>
public sealed class TaskUpdater(AgentEventQueue queue, RequestContext context)
{
    public ValueTask SubmitAsync(CancellationToken cancellationToken) =>
        StatusAsync(TaskState.Submitted, message: null, cancellationToken);

    public ValueTask StartWorkAsync(CancellationToken cancellationToken, Message? message = null) =>
        StatusAsync(TaskState.Working, message, cancellationToken);

    public ValueTask CompleteAsync(CancellationToken cancellationToken, Message? message = null) =>
        StatusAsync(TaskState.Completed, message, cancellationToken);

    public ValueTask FailAsync(CancellationToken cancellationToken, Message? message = null) =>
        StatusAsync(TaskState.Failed, message, cancellationToken);

    public ValueTask CancelAsync(CancellationToken cancellationToken, Message? message = null) =>
        StatusAsync(TaskState.Canceled, message, cancellationToken);

    public ValueTask RejectAsync(CancellationToken cancellationToken, Message? message = null) =>
        StatusAsync(TaskState.Rejected, message, cancellationToken);

    public ValueTask RequireInputAsync(Message message, CancellationToken cancellationToken) =>
        StatusAsync(TaskState.InputRequired, message, cancellationToken);

    public ValueTask RequireAuthAsync(Message message, CancellationToken cancellationToken) =>
        StatusAsync(TaskState.AuthRequired, message, cancellationToken);

    public ValueTask AddArtifactAsync(
        Artifact artifact, CancellationToken cancellationToken, bool append = false, bool lastChunk = true) =>
        queue.EnqueueAsync(
            new TaskArtifactUpdateEvent
            {
                TaskId = context.TaskId,
                ContextId = context.ContextId,
                Artifact = artifact,
                Append = append,
                LastChunk = lastChunk,
            },
            cancellationToken);

    /// <summary>A message of the agent about this task.</summary>
    public Message Say(string messageId, params IReadOnlyList<Part> parts) => new()
    {
        MessageId = messageId,
        Role = Role.Agent,
        TaskId = context.TaskId,
        ContextId = context.ContextId,
        Parts = parts,
    };

    private ValueTask StatusAsync(TaskState state, Message? message, CancellationToken cancellationToken) =>
        queue.EnqueueAsync(
            new TaskStatusUpdateEvent
            {
                TaskId = context.TaskId,
                ContextId = context.ContextId,
                Status = new TaskStatus { State = state, Message = message, Timestamp = context.Clock.GetUtcNow() },
            },
            cancellationToken);
}
