using Kaos.Agent.Grains.Log;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Kaos.Agent.Host.Storage;

/// <summary>Which failures are the disk's and what a person can do about them.</summary>
internal static class StorageErrors
{
    public static bool IsStorage(Exception exception) =>
        exception is LogUnavailableException or UnauthorizedAccessException
        || (exception is IOException and not EndOfStreamException)
        || (exception is SqliteException sqlite && Advice(sqlite.SqliteErrorCode) is not null);

    public static LogUnavailableException Explain(Exception exception, string folder) => exception switch
    {
        LogUnavailableException known => known,
        StorageRefusedException refused => new LogUnavailableException(refused.Message, refused),
        SqliteException sqlite => new LogUnavailableException(
            $"The log in '{folder}' cannot be used: {Advice(sqlite.SqliteErrorCode)}", sqlite),
        UnauthorizedAccessException => new LogUnavailableException(
            $"The data folder '{folder}' cannot be used: access is denied. Give this user write access to it, or set Data:Path to a folder that it owns.",
            exception),
        _ => new LogUnavailableException(
            $"The data folder '{folder}' cannot be used: {exception.Message} Make it a writable folder on a working disk, or set Data:Path to another one.",
            exception),
    };

    private static string? Advice(int code) => code switch
    {
        raw.SQLITE_FULL =>
            "the disk (or Data:MaxLogBytes) is full. Free space or raise the bound; KAOS goes on by itself.",
        raw.SQLITE_READONLY =>
            "it is read-only. Mount the volume writable and let this user write to it; KAOS goes on by itself.",
        raw.SQLITE_CANTOPEN =>
            "its files cannot be opened. Check that the folder exists and that this user may write to it.",
        raw.SQLITE_IOERR => "reading or writing the disk failed. Check the volume and the kernel's log.",
        raw.SQLITE_PERM or raw.SQLITE_AUTH => "access is denied. Let this user read and write the folder's files.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
            "another program holds its lock. Close whatever has kaos.db open for writing.",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB =>
            "kaos.db is damaged. Stop KAOS, keep a copy of the folder, and restore it from a backup.",
        raw.SQLITE_NOMEM => "there is not enough memory. Give the process more, or restart it.",
        _ => null,
    };
}
