using Microsoft.Extensions.Logging;

namespace Kaos.A2A.Hosting;

internal sealed partial class A2AEdge
{
    [LoggerMessage(2101, LogLevel.Error, "An A2A call to {Path} failed unexpectedly (trace {TraceId})")]
    private partial void LogUnexpected(Exception failure, string path, string traceId);

    [LoggerMessage(2102, LogLevel.Debug, "The client of an A2A call to {Path} went away")]
    private partial void LogClientGone(string path);
}
