using Microsoft.Extensions.Logging;

namespace Kaos.Agent.Grains.Clusters;

public sealed partial class LiveCluster
{
    [LoggerMessage(4111, LogLevel.Warning, "The clock of {Cluster} could not be seen: {Why}")]
    private partial void LogClockUnseen(string cluster, string why);

    [LoggerMessage(4112, LogLevel.Warning, "The earlier version of a ConfigMap of {Cluster} could not be kept")]
    private partial void LogVersionNotKept(string cluster, Exception exception);
}
