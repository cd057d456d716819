using Kaos.Agent.Grains.Sessions;
using Microsoft.Data.Sqlite;

namespace Kaos.Agent.Host.Storage;

/// <summary>The tables, and the check that this version of KAOS knows them.</summary>
internal static class LogSchema
{
    private const long Version = 1;

    private const string Tables = """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE streams (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, hash BLOB NOT NULL);
        CREATE TABLE events (
            position INTEGER PRIMARY KEY, stream_id INTEGER NOT NULL, seq INTEGER NOT NULL, type TEXT NOT NULL,
            at INTEGER NOT NULL, actor TEXT NOT NULL, cause TEXT NOT NULL, data BLOB NOT NULL,
            prev_hash BLOB NOT NULL, hash BLOB NOT NULL);
        CREATE UNIQUE INDEX events_by_stream ON events (stream_id, seq);
        CREATE TABLE outbox (
            n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, key TEXT NOT NULL,
            actor TEXT NOT NULL, command BLOB NOT NULL);
        CREATE TABLE deadlines (
            kind TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL, due INTEGER NOT NULL,
            PRIMARY KEY (kind, key, name)) WITHOUT ROWID;
        CREATE INDEX deadlines_by_due ON deadlines (due);
        CREATE TABLE views (
            kind TEXT NOT NULL, key TEXT NOT NULL, owner TEXT NOT NULL, state TEXT NOT NULL, grp TEXT NOT NULL,
            tag TEXT NOT NULL, sort_at INTEGER NOT NULL, json BLOB NOT NULL, UNIQUE (kind, key));
        CREATE TABLE blobs (
            n INTEGER PRIMARY KEY AUTOINCREMENT, hash TEXT NOT NULL UNIQUE, size INTEGER NOT NULL,
            nonce BLOB NOT NULL, tag BLOB NOT NULL, data BLOB NOT NULL);
        CREATE INDEX blobs_by_size ON blobs (size);
        CREATE TABLE heads (stream_id INTEGER PRIMARY KEY, version INTEGER NOT NULL, hash BLOB NOT NULL);
        CREATE TABLE checkpoints (
            id INTEGER PRIMARY KEY AUTOINCREMENT, position INTEGER NOT NULL, at INTEGER NOT NULL,
            streams INTEGER NOT NULL, digest BLOB NOT NULL, signature BLOB NOT NULL);
        """;

    // Not part of what is kept: versions that do not know it leave it alone, and it may be dropped at any time.
    private const string Cache = """
        CREATE TABLE IF NOT EXISTS folds (
            stream_id INTEGER PRIMARY KEY, version INTEGER NOT NULL, hash BLOB NOT NULL, code TEXT NOT NULL,
            commands BLOB NOT NULL, state BLOB NOT NULL);
        """;

    // Not part of what is kept either, so folders that exist get these instead of what they had. Tasks are always
    // listed for one owner and come in the thousands per second: the other orders are kept for everything else.
    private const string Orders = $"""
        DROP INDEX IF EXISTS views_by_time;
        DROP INDEX IF EXISTS views_by_owner;
        DROP INDEX IF EXISTS views_by_state;
        DROP INDEX IF EXISTS views_by_tag;
        CREATE INDEX IF NOT EXISTS views_by_group ON views (kind, grp, sort_at DESC, key);
        CREATE INDEX IF NOT EXISTS views_of_owner ON views (kind, owner, sort_at DESC, key, state);
        CREATE INDEX IF NOT EXISTS views_in_time ON views (kind, sort_at DESC, key) WHERE {NotTasks};
        CREATE INDEX IF NOT EXISTS views_in_state ON views (kind, state, sort_at DESC, key) WHERE {NotTasks};
        CREATE INDEX IF NOT EXISTS views_of_tag ON views (kind, tag, sort_at DESC, key) WHERE {NotTasks};
        """;

    /// <summary>
    /// A query says so in these words, or SQLite does not see that the orders of all but tasks are for it.
    /// </summary>
    public const string NotTasks = $"kind <> '{SessionKind.TaskRow}'";

    /// <exception cref="StorageRefusedException">The file is another version's, or not KAOS's.</exception>
    public static void Ensure(SqliteConnection connection)
    {
        var found = connection.Scalar("PRAGMA user_version");
        if (found == Version)
        {
            connection.Execute($"{Cache} {Orders}");
            return;
        }

        if (found != 0 || connection.Scalar("SELECT count(*) FROM sqlite_master") != 0)
        {
            throw new StorageRefusedException(
                $"'{connection.DataSource}' has schema version {found}; this version of KAOS knows {Version}. "
                + "Start the version of KAOS that wrote it, or give this one an empty folder (--Data:Path=DIR).");
        }

        connection.Execute($"BEGIN IMMEDIATE; {Tables} {Cache} {Orders} PRAGMA user_version = {Version}; COMMIT;");
    }

    public static void Execute(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static long Scalar(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)(command.ExecuteScalar() ?? 0L);
    }
}
