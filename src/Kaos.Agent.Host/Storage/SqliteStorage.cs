using Kaos.Agent.Grains.Log;

namespace Kaos.Agent.Host.Storage;

/// <summary>
/// Everything durable of one process, in one folder: the log, its tables, the blobs. Opens at once; when the disk does
/// not let it, it is there all the same, says why (<see cref="Health"/>) and keeps trying.
/// </summary>
internal sealed class SqliteStorage : IDisposable
{
    private readonly LogWriter writer;
    private readonly LogCheckpoints checkpoints;
    private readonly ITimer checkpointTimer;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private DataFolder? folder;
    private byte[]? blobKey;
    private byte[]? checkpointKey;
    private long sinceCheckpoint;
    private long streamsSigned;

    /// <exception cref="StorageRefusedException">The folder is another process's, or another version's.</exception>
    public SqliteStorage(StorageOptions options, TimeProvider time, ILogger<SqliteStorage> logger)
    {
        (Options, this.time, this.logger) = (options, time, logger);
        Readers = new ReaderPool(options.Path);
        checkpoints = new LogCheckpoints(() => Opened(checkpointKey));
        Health.Changed += Report;
        try
        {
            writer = new LogWriter(options, time, Health, Open, Explain, Committed);
        }
        catch
        {
            folder?.Dispose();
            throw;
        }

        checkpointTimer = time.CreateTimer(
            static storage => ((SqliteStorage)storage!).CheckpointIfGrown(), this, options.CheckpointInterval,
            options.CheckpointInterval);
    }

    public StorageOptions Options { get; }

    public LogHealth Health { get; } = new();

    public ReaderPool Readers { get; }

    public AppendSignals Signals { get; } = new();

    public Pulse MessagesAdded { get; } = new();

    public Pulse DeadlinesChanged { get; } = new();

    public byte[] BlobKey => Opened(blobKey);

    public ValueTask SubmitAsync(LogWork work, CancellationToken cancellationToken) =>
        writer.SubmitAsync(work, cancellationToken);

    /// <summary>False when the writer has no room for it now.</summary>
    public bool TrySubmit(LogWork work) => writer.TrySubmit(work);

    /// <summary>Signs the heads of all streams now.</summary>
    public async Task CheckpointAsync(CancellationToken cancellationToken)
    {
        var work = CheckpointWork();
        await writer.SubmitAsync(work, cancellationToken);
        await work.Done;
    }

    /// <summary>Reads the whole log and compares it with its hashes and the last signed checkpoint.</summary>
    public LogVerification Verify(CancellationToken cancellationToken) =>
        Readers.Use(reader => LogVerifier.Verify(reader.Connection, checkpoints, cancellationToken));

    public void Dispose()
    {
        checkpointTimer.Dispose();
        if (Interlocked.Read(ref sinceCheckpoint) > 0 && Health.Available)
        {
            writer.TrySubmit(CheckpointWork());
        }

        writer.Dispose();
        Readers.Dispose();
        folder?.Dispose();
    }

    private WriteSession Open()
    {
        folder ??= DataFolder.Open(Options.Path);
        blobKey ??= folder.Key("blob.key");
        checkpointKey ??= folder.Key("checkpoint.key");
        var connection = LogConnection.OpenWriter(folder, Options);
        try
        {
            return new WriteSession(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private LogUnavailableException Explain(Exception exception) =>
        StorageErrors.Explain(exception, Path.GetFullPath(Options.Path));

    private T Opened<T>(T? opened)
        where T : class =>
        opened ?? throw new LogUnavailableException(Health.Reason ?? "The log has not been opened yet.");

    private void Committed(IReadOnlyList<LogWork> works)
    {
        var events = 0;
        var (messages, deadlines) = (false, false);
        foreach (var work in works)
        {
            if (work.Committed is { } commit)
            {
                events += commit.Events.Count;
                messages |= commit.Outbox.Count > 0;
                deadlines |= commit.Deadlines.Count > 0;
            }
        }

        if (messages)
        {
            MessagesAdded.Set();
        }

        if (deadlines)
        {
            DeadlinesChanged.Set();
        }

        if (events > 0)
        {
            Signals.Grown(works
                .Select(static work => work.Committed)
                .Where(static commit => commit?.Events.Count > 0)
                .Select(static commit => commit?.Stream ?? ""));

            // It reads the end of every stream: with very many of them, less often.
            if (Interlocked.Add(ref sinceCheckpoint, events) >= Math.Max(
                Options.CheckpointEvents, Volatile.Read(ref streamsSigned)))
            {
                writer.TrySubmit(CheckpointWork());
                Interlocked.Exchange(ref sinceCheckpoint, 0);
            }
        }
    }

    private void CheckpointIfGrown()
    {
        if (Interlocked.Exchange(ref sinceCheckpoint, 0) > 0)
        {
            writer.TrySubmit(CheckpointWork());
        }
    }

    private ActionWork CheckpointWork() => new(session =>
    {
        if (checkpoints.Take(session, time.GetUtcNow()) is { } taken)
        {
            Volatile.Write(ref streamsSigned, taken.Streams);

            // Said outside the folder too: who can rewrite the folder cannot rewrite what a log collector has seen.
            logger.CheckpointTaken(taken.Position, taken.Streams, Convert.ToHexStringLower(taken.Signature));
        }
    });

    private void Report(object? sender, EventArgs change)
    {
        if (Health.Reason is { } reason)
        {
            logger.Unavailable(reason);
        }
        else
        {
            logger.Available(Path.GetFullPath(Options.Path));
        }
    }
}
