namespace Kaos.Agent.Grains.Log;

/// <summary>
/// The log for one run: same contract as the durable one, gone with the process. For <c>triage</c>, and for tests of
/// what stands on the log.
/// </summary>
public sealed class InMemoryLog : IEventLog
{
    private const int PageSize = 256;

    private readonly Lock gate = new();
    private readonly Dictionary<string, List<StoredEvent>> streams = new(StringComparer.Ordinal);
    private readonly List<StoredEvent> all = [];
    private readonly AppendSignals signals = new();
    private readonly InMemoryOutbox outbox = new();
    private readonly InMemoryDeadlines deadlines = new();
    private readonly InMemoryViews views = new();

    public IOutbox Outbox => outbox;

    public IDeadlines Deadlines => deadlines;

    public IViews Views => views;

    internal bool Needs(string blob) => views.Any(BlobNeeds.Row, BlobNeeds.Key(blob, ""), BlobNeeds.Needed);

    public ValueTask<AppendResult> AppendAsync(Commit commit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            var stream = streams.GetValueOrDefault(commit.Stream);
            var version = stream?.Count ?? 0;
            if (version != commit.ExpectedVersion)
            {
                return new(new AppendResult(false, version));
            }

            outbox.Add(commit.Outbox);
            if (commit.Events.Count > 0)
            {
                Store(commit, stream ?? (streams[commit.Stream] = []));
            }

            deadlines.Change(commit.Deadlines);
            views.Put(commit.Views);
        }

        if (commit.Events.Count > 0)
        {
            signals.Grown([commit.Stream]);
        }

        return new(new AppendResult(true, commit.ExpectedVersion + commit.Events.Count));
    }

    public async IAsyncEnumerable<StoredEvent> ReadAsync(
        string stream,
        long fromSeq,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await ValueTask.CompletedTask;
        StoredEvent[] found;
        lock (gate)
        {
            found = streams.TryGetValue(stream, out var events)
                ? [.. events.Skip((int)Math.Min(int.MaxValue, Math.Max(0, fromSeq - 1)))]
                : [];
        }

        foreach (var stored in found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return stored;
        }
    }

    public IAsyncEnumerable<StoredEvent> TailAsync(string stream, long fromSeq, CancellationToken cancellationToken) =>
        LogTail.FollowAsync(
            signals, stream, Math.Max(0, fromSeq - 1), after =>
                Page(stream, after), static stored => stored.Seq, cancellationToken);

    public IAsyncEnumerable<StoredEvent> TailAllAsync(long afterPosition, CancellationToken cancellationToken) =>
        LogTail.FollowAsync(
            signals, null, Math.Max(0, afterPosition), after =>
                Page(null, after), static stored => stored.Position, cancellationToken);

    private void Store(Commit commit, List<StoredEvent> stream)
    {
        foreach (var fact in commit.Events)
        {
            var previous = stream.Count > 0 ? stream[^1].Hash : EventHash.Origin;
            var seq = stream.Count + 1;
            var stored = new StoredEvent(
                commit.Stream, seq, all.Count + 1, fact.Type, fact.At.ToUniversalTime(), fact.Actor, fact.Cause,
                fact.Data.ToArray(), previous, EventHash.Of(previous.Span, commit.Stream, seq, fact));
            stream.Add(stored);
            all.Add(stored);
        }
    }

    private IReadOnlyList<StoredEvent> Page(string? stream, long after)
    {
        lock (gate)
        {
            var events = stream is null ? all : streams.GetValueOrDefault(stream);
            return events is null || after >= events.Count
                ? []
                : events.GetRange((int)after, (int)Math.Min(PageSize, events.Count - after));
        }
    }
}
