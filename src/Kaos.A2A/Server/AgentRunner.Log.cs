using Microsoft.Extensions.Logging;

namespace Kaos.A2A.Server;

internal sealed partial class AgentRunner
{
    [LoggerMessage(2111, LogLevel.Error, "The agent failed at work on A2A task {TaskId}")]
    private partial void LogAgentFailed(Exception failure, string taskId);
}
