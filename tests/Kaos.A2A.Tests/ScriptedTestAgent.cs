using Kaos.A2A.Server;

namespace Kaos.A2A.Tests;

/// <summary>What the agent of a test does; by default it completes at once.</summary>
internal sealed class AgentScript
{
    public Func<RequestContext, AgentEventQueue, CancellationToken, Task> Execute { get; init; } =
        static (context, queue, token) => new TaskUpdater(queue, context).CompleteAsync(token).AsTask();
}

internal sealed class ScriptedTestAgent(AgentScript script) : IAgentHandler
{
    public Task ExecuteAsync(RequestContext context, AgentEventQueue queue, CancellationToken cancellationToken) =>
        script.Execute(context, queue, cancellationToken);
}
