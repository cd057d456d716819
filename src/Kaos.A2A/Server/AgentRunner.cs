using Microsoft.Extensions.Logging;

namespace Kaos.A2A.Server;

/// <summary>Runs the agent apart from the request that started it.</summary>
internal sealed partial class AgentRunner(LiveTasks tasks, ILogger logger) : IDisposable
{
    private readonly CancellationTokenSource stopping = new();

    /// <summary>Starts the agent; its events flow to the run until it is done. Never throws.</summary>
    public async Task RunAsync(
        AgentRun run, string taskId, Func<AgentEventQueue, CancellationToken, Task> execute)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        var live = tasks.Hold(taskId);
        live.Add(cancellation);
        try
        {
            var producing = ProduceAsync(run.Queue, execute, cancellation.Token);
            await foreach (var response in run.Queue.ReadAllAsync(CancellationToken.None))
            {
                await run.PublishAsync(response, CancellationToken.None);
            }

            await producing;
            run.Leave(run.HasSpoken ? null : new A2AException("The agent gave no answer.", A2AErrorCode.InvalidAgentResponse));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            run.Leave(run.HasSpoken ? null : new A2AException("The work was canceled.", A2AErrorCode.InternalError));
        }
        catch (Exception failure)
        {
            await FailAsync(run, taskId, failure);
            await cancellation.CancelAsync();
        }
        finally
        {
            live.Remove(cancellation);
            tasks.LetGo(live);
        }
    }

    public void Dispose()
    {
        stopping.Cancel();
        stopping.Dispose();
    }

    private static async Task ProduceAsync(
        AgentEventQueue queue, Func<AgentEventQueue, CancellationToken, Task> execute, CancellationToken cancellationToken)
    {
        try
        {
            await execute(queue, cancellationToken);
            queue.Complete();
        }
        catch (Exception failure)
        {
            queue.Complete(failure);
        }
    }

    /// <summary>
    /// Before its first event a failure is the reply; later it fails the task, in words that are ours.
    /// </summary>
    private async Task FailAsync(AgentRun run, string taskId, Exception failure)
    {
        if (!run.HasSpoken)
        {
            run.Leave(failure);
            return;
        }

        LogAgentFailed(failure, taskId);
        try
        {
            await run.PublishAsync(
                run.Failure(failure is A2AException known ? known.Message : "The agent failed unexpectedly."),
                CancellationToken.None);
            run.Leave(failure: null);
        }
        catch (Exception unstored)
        {
            LogAgentFailed(unstored, taskId);
            run.Leave(unstored);
        }
    }
}
