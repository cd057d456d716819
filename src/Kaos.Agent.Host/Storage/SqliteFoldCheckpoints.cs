using Kaos.Agent.Grains.Log;

namespace Kaos.Agent.Host.Storage;

internal sealed class SqliteFoldCheckpoints(SqliteStorage storage) : IFoldCheckpoints
{
    public ValueTask<FoldCheckpoint?> FindAsync(string stream, string code, CancellationToken cancellationToken) =>
        new(storage.Readers.Use(reader => reader.FindFold(stream, code)));

    public void Keep(FoldCheckpoint checkpoint) =>
        storage.TrySubmit(new ActionWork(session => session.PutFold(checkpoint)));
}
