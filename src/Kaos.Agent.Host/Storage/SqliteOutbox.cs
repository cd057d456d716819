using Kaos.Agent.Grains.Log;

namespace Kaos.Agent.Host.Storage;

internal sealed class SqliteOutbox(SqliteStorage storage) : IOutbox
{
    public ValueTask<IReadOnlyList<PendingMessage>> PendingAsync(
        long after, int limit, CancellationToken cancellationToken) =>
        new(storage.Readers.Use(reader => reader.Pending(after, limit)));

    public async ValueTask RemoveAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count > 0)
        {
            var work = new ActionWork(session => session.RemoveMessages(ids));
            await storage.SubmitAsync(work, cancellationToken);
            await work.Done;
        }
    }

    public ValueTask WaitAsync(CancellationToken cancellationToken) =>
        storage.MessagesAdded.WaitAsync(cancellationToken);
}
