using System.Runtime.CompilerServices;
using Kaos.Agent.Grains.Log;

namespace Kaos.Agent.Host.Storage;

/// <summary>The log's events in SQLite: appends through the one writer, reads on connections of their own.</summary>
internal sealed class SqliteLog(SqliteStorage storage) : IEventLog
{
    public async ValueTask<AppendResult> AppendAsync(Commit commit, CancellationToken cancellationToken)
    {
        var work = new AppendWork(commit);
        await storage.SubmitAsync(work, cancellationToken);
        return await work.Done;
    }

    public async IAsyncEnumerable<StoredEvent> ReadAsync(
        string stream, long fromSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await ValueTask.CompletedTask;
        var last = storage.Readers.Use(reader => reader.Version(stream));
        for (var after = Math.Max(0, fromSeq - 1); after < last;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = storage.Readers.Use(reader => reader.Page(stream, after, last));
            foreach (var stored in page)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return stored.Seq == after + 1 ? stored : throw Gap(stream, after, last);
                after = stored.Seq;
            }

            if (page.Count == 0)
            {
                throw Gap(stream, after, last);
            }
        }
    }

    public IAsyncEnumerable<StoredEvent> TailAsync(string stream, long fromSeq, CancellationToken cancellationToken) =>
        LogTail.FollowAsync(
            storage.Signals,
            stream,
            Math.Max(0, fromSeq - 1),
            after => storage.Readers.Use(reader => reader.Page(stream, after, long.MaxValue)),
            static stored => stored.Seq,
            cancellationToken);

    public IAsyncEnumerable<StoredEvent> TailAllAsync(long afterPosition, CancellationToken cancellationToken) =>
        LogTail.FollowAsync(
            storage.Signals,
            null,
            Math.Max(0, afterPosition),
            after => storage.Readers.Use(reader => reader.PageOfAll(after)),
            static stored => stored.Position,
            cancellationToken);

    // Somebody has been at the file: nobody may act on what is left of the stream.
    private static LogUnavailableException Gap(string stream, long after, long last) => new(
        $"Stream '{stream}' should have {last} events, but event {after + 1} is missing. "
        + "Keep a copy of the data folder and restore it from a backup.");
}
