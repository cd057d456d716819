namespace Kaos.Agent.Host.Problems;

internal sealed partial class ProblemMiddleware
{
    [LoggerMessage(3001, LogLevel.Error, "A request to {Path} failed unexpectedly")]
    private partial void LogUnexpected(Exception failure, string path);

    [LoggerMessage(3002, LogLevel.Warning, "A request to {Path} was refused because the log is not available: {Why}")]
    private partial void LogLogUnavailable(string path, string why);
}
