namespace Kaos.A2A.Server;

/// <summary>
/// Where an agent writes its events. A write returns when its event is stored and told, so that an agent cannot run
/// ahead of what is seen.
/// </summary>
public sealed class AgentEventQueue
{
    private readonly AgentRun run;

    internal AgentEventQueue(AgentRun run) => this.run = run;

    /// <summary>Adds a task, message, status update or artifact update.</summary>
    /// <exception cref="A2AException">The event does not belong here; the task fails, whatever the agent makes of
    /// this.</exception>
    /// <exception cref="InvalidOperationException">The agent has returned.</exception>
    public ValueTask EnqueueAsync(StreamResponse response, CancellationToken cancellationToken) =>
        run.PublishAsync(response, cancellationToken);
}
