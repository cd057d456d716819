using Kaos.Agent.Host.Storage;
using Kaos.Tests.Shared.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kaos.Agent.Host.Tests.Storage;

/// <summary>A data folder of one test, gone after it.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly string parent = Directory.CreateTempSubdirectory("kaos-log-").FullName;

    public string Path => System.IO.Path.Combine(parent, "data");

    public string Database => System.IO.Path.Combine(Path, "kaos.db");

    public SqliteStorage Open(TimeProvider? time = null, Action<StorageOptions>? configure = null)
    {
        var options = new StorageOptions { Path = Path, MaxBlobBytes = LogUnderTest.BlobBytes };
        configure?.Invoke(options);
        return new SqliteStorage(options, time ?? TimeProvider.System, NullLogger<SqliteStorage>.Instance);
    }

    public static LogUnderTest Log(SqliteStorage storage, Action end) => new(
        new SqliteLog(storage), new SqliteOutbox(storage), new SqliteDeadlines(storage), new SqliteViews(storage),
        new SqliteBlobs(storage), end);

    public static LogUnderTest OpenNew()
    {
        var folder = new TestFolder();
        var storage = folder.Open();
        return Log(storage, () =>
        {
            storage.Dispose();
            folder.Dispose();
        });
    }

    /// <summary>As somebody with a database tool would do it.</summary>
    public void Tamper(string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        connection.Execute(sql);
    }

    public void Dispose() => Directory.Delete(parent, recursive: true);
}
