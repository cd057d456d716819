using Microsoft.Extensions.Logging;

namespace Kaos.A2A.Server;

/// <summary>Runs the agent apart from the request that started it.</summary>
internal sealed partial class AgentRunner(LiveTasks tasks, Func<string> newId, ILogger logger)
{
    /// <summary>
    /// Starts the agent, on this thread until it waits for something; returns when it is done and all that it wrote is
    /// told. Never throws.
    /// </summary>
    public async Task RunAsync(AgentRun run, Func<RequestContext, AgentEventQueue, CancellationToken, Task> execute)
    {
        var stop = run.Live.Stop;
        try
        {
            await execute(run.Request, run.Queue, stop);
            if (run.Broken is { } broken)
            {
                await FailAsync(run, broken);
            }

            run.Leave(
                run.HasSpoken
                    ? null
                    : new A2AException("The agent gave no answer.", A2AErrorCode.InvalidAgentResponse));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && run.Broken is null)
        {
            run.Leave(run.HasSpoken ? null : new A2AException("The work was canceled.", A2AErrorCode.InternalError));
        }
        catch (Exception failure)
        {
            await FailAsync(run, run.Broken ?? failure);
        }
        finally
        {
            tasks.LetGo(run.Live);
        }
    }

    /// <summary>
    /// Before its first event a failure is the reply; later it fails the task, in words that are ours.
    /// </summary>
    private async Task FailAsync(AgentRun run, Exception failure)
    {
        if (!run.HasSpoken)
        {
            run.Leave(failure);
            return;
        }

        LogAgentFailed(failure, run.Request.TaskId);
        try
        {
            await run.FailAsync(
                failure is A2AException known ? known.Message : "The agent failed unexpectedly.", newId());
            run.Leave(failure: null);
        }
        catch (Exception unstored)
        {
            LogAgentFailed(unstored, run.Request.TaskId);
            run.Leave(unstored);
        }
    }
}
