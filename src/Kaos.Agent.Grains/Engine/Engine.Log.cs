using Microsoft.Extensions.Logging;

namespace Kaos.Agent.Grains.Engine;

internal static partial class EngineLog
{
    [LoggerMessage(1100, LogLevel.Debug,
        "{Stream} moved from version {Decided} to {Found} while deciding; deciding again")]
    public static partial void Overtaken(this ILogger logger, string stream, long decided, long found);

    [LoggerMessage(1101, LogLevel.Warning,
        "{Stream} went back from version {Known} to {Found}; its grain starts over from the log")]
    public static partial void LogWentBack(this ILogger logger, string stream, long known, long found);

    [LoggerMessage(1102, LogLevel.Error, "A listener failed on {Stream} from event {FirstSeq}; the commit stands")]
    public static partial void ListenerFailed(this ILogger logger, Exception exception, string stream, long firstSeq);

    [LoggerMessage(1103, LogLevel.Information, "{Stream} has no checkpoint that can be used; its log is read instead")]
    public static partial void CheckpointFailed(this ILogger logger, Exception exception, string stream);

    [LoggerMessage(1110, LogLevel.Information, "Message {Id} was refused by {Kind}/{Key}: {Code} {Reason}")]
    public static partial void MessageRefused(
        this ILogger logger, string id, string kind, string key, Kaos.Contracts.ProblemCode code, string reason);

    [LoggerMessage(1111, LogLevel.Warning, "Message {Id} could not be delivered to {Kind}/{Key}; next try in {Wait}")]
    public static partial void DeliveryFailed(
        this ILogger logger, Exception exception, string id, string kind, string key, TimeSpan wait);

    [LoggerMessage(1112, LogLevel.Warning, "The outbox could not be read or cleared; next try in {Wait}")]
    public static partial void OutboxFailed(this ILogger logger, Exception exception, TimeSpan wait);

    [LoggerMessage(1120, LogLevel.Warning, "{Kind}/{Key} could not be woken for '{Name}'; next try in {Wait}")]
    public static partial void WakeFailed(
        this ILogger logger, Exception exception, string kind, string key, string name, TimeSpan wait);

    [LoggerMessage(1121, LogLevel.Information, "{Kind}/{Key} refused its deadline '{Name}': {Code} {Reason}")]
    public static partial void WakeRefused(
        this ILogger logger, string kind, string key, string name, Kaos.Contracts.ProblemCode code, string reason);

    [LoggerMessage(1122, LogLevel.Warning, "Deadlines could not be read; next try in {Wait}")]
    public static partial void DeadlinesFailed(this ILogger logger, Exception exception, TimeSpan wait);
}
