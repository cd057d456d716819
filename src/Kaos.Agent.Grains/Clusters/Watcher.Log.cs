using Kaos.Contracts.Diagnosis;
using Microsoft.Extensions.Logging;

namespace Kaos.Agent.Grains.Clusters;

internal sealed partial class Watcher
{
    [LoggerMessage(4101, LogLevel.Information, "In {Cluster}, {Symptom} at {Subject} was handed over")]
    private partial void LogTold(string cluster, string symptom, ObjectRef subject);

    [LoggerMessage(4102, LogLevel.Warning, "Looking at {Cluster} failed; looking again")]
    private partial void LogFailed(string cluster, Exception exception);
}
