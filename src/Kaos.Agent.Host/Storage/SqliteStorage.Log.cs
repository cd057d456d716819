namespace Kaos.Agent.Host.Storage;

internal static partial class StorageLog
{
    [LoggerMessage(1200, LogLevel.Information, "The log in {Folder} is open")]
    public static partial void Available(this ILogger logger, string folder);

    [LoggerMessage(1201, LogLevel.Error, "Not ready: {Reason}")]
    public static partial void Unavailable(this ILogger logger, string reason);

    [LoggerMessage(1202, LogLevel.Information,
        "Checkpoint at position {Position} over {Streams} streams, signature {Signature}")]
    public static partial void CheckpointTaken(this ILogger logger, long position, long streams, string signature);
}
