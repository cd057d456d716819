namespace Kaos.Agent.Host.A2A.Push;

internal sealed partial class PushDelivery
{
    [LoggerMessage(3401, LogLevel.Information,
        "Webhook {HookId} of task {TaskId} did not take a notification ({Failures} in a row): {Detail}")]
    private partial void LogFailed(string taskId, string hookId, int failures, string detail);

    [LoggerMessage(3402, LogLevel.Warning,
        "Webhook {HookId} of task {TaskId} failed since {Since} and is not called any more; it can be configured again")]
    private partial void LogGivenUp(string taskId, string hookId, DateTimeOffset since);

    [LoggerMessage(3403, LogLevel.Error,
        "Notifications to webhook {HookId} of task {TaskId} broke off; they go on at the next start")]
    private partial void LogBroken(Exception failure, string taskId, string hookId);
}
