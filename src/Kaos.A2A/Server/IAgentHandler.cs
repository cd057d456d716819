namespace Kaos.A2A.Server;

/// <summary>An agent: reads a message, writes events to a queue, and never sees HTTP.</summary>
public interface IAgentHandler
{
    /// <summary>
    /// Handles one message. Events go to the queue; it is completed when this returns. An <see cref="A2AException"/>
    /// before
    /// the first event becomes the error reply; any failure later fails the task. The token is cancelled when the
    /// task is
    /// canceled or the server stops, never because a client left.
    /// </summary>
    Task ExecuteAsync(RequestContext context, AgentEventQueue queue, CancellationToken cancellationToken);

    /// <summary>Stops work on a task and says so on the queue. By default the task is simply canceled.</summary>
    Task CancelAsync(RequestContext context, AgentEventQueue queue, CancellationToken cancellationToken) =>
        new TaskUpdater(queue, context).CancelAsync(cancellationToken).AsTask();
}
