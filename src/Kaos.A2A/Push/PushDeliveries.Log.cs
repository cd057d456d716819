using Microsoft.Extensions.Logging;

namespace Kaos.A2A.Push;

internal sealed partial class PushDeliveries
{
    [LoggerMessage(2121, LogLevel.Information,
        "A push notification of A2A task {TaskId} was given up after {Attempts} attempts: {Detail}")]
    private partial void LogGivenUp(string taskId, int attempts, string detail);

    [LoggerMessage(2122, LogLevel.Error, "Push notifications of A2A task {TaskId} broke down")]
    private partial void LogBroken(Exception failure, string taskId);
}
