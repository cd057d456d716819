using Kaos.Agent.Grains.Log;

namespace Kaos.Agent.Host.Storage;

internal sealed class SqliteDeadlines(SqliteStorage storage) : IDeadlines
{
    public ValueTask<IReadOnlyList<Deadline>> DueAsync(
        DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        new(storage.Readers.Use(reader => reader.Due(now, limit)));

    public ValueTask<Deadline?> FindAsync(string kind, string key, string name, CancellationToken cancellationToken) =>
        new(storage.Readers.Use(reader => reader.FindDeadline(kind, key, name)));

    public ValueTask<DateTimeOffset?> NextAsync(CancellationToken cancellationToken) =>
        new(storage.Readers.Use(static reader => reader.NextDue()));

    public ValueTask WaitAsync(CancellationToken cancellationToken) =>
        storage.DeadlinesChanged.WaitAsync(cancellationToken);
}
