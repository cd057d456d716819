using Microsoft.Data.Sqlite;

namespace Kaos.Agent.Host.Storage;

internal static class LogConnection
{
    /// <summary>
    /// Held while a connection begins to read or write. When two do so at the same moment, one of them tries again, and
    /// after a few times SQLite sleeps in between: for microseconds, but the packaged library is built without usleep
    /// and sleeps whole seconds.
    /// </summary>
    public static readonly Lock Beginning = new();

    static LogConnection() => SQLitePCL.Batteries_V2.Init();

    public static SqliteConnection OpenWriter(DataFolder folder, StorageOptions options)
    {
        var connection = Open(folder.Database, SqliteOpenMode.ReadWriteCreate);
        try
        {
            // FULL: in WAL mode, every commit waits for the disk. Checkpoints of the WAL at 64 MiB, not at 4: commits
            // wait for them, too, and a page that is written often is copied once.
            connection.Execute(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16384; "
                + "PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384");
            LogSchema.Ensure(connection);
            if (options.MaxLogBytes is { } bound)
            {
                connection.Execute($"PRAGMA max_page_count = {bound / connection.Scalar("PRAGMA page_size")}");
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static SqliteConnection OpenReader(string database)
    {
        var connection = Open(database, SqliteOpenMode.ReadWrite);
        connection.Execute("PRAGMA query_only = 1; PRAGMA cache_size = -2048");
        return connection;
    }

    private static SqliteConnection Open(string database, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = database, Mode = mode, Pooling = false, DefaultTimeout = 5 }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
