using System.Threading.Channels;
using Kaos.Agent.Grains.Log;

namespace Kaos.Agent.Host.Storage;

/// <summary>
/// The one writer, on a thread of its own (it waits for the disk). Group commit: everything that waits goes into one
/// transaction, and is answered when that is durable. What fails in company is tried alone, so that it spoils nothing.
/// </summary>
internal sealed class LogWriter : IDisposable
{
    private const int LargestBatch = 1024;

    private readonly Channel<LogWork> queue;
    private readonly Func<WriteSession> open;
    private readonly Func<Exception, LogUnavailableException> explain;
    private readonly LogHealth health;
    private readonly Action<IReadOnlyList<LogWork>> committed;
    private readonly Thread thread;
    private readonly ITimer retry;
    private readonly TimeSpan retryInterval;
    private readonly List<LogWork> batch = [];
    private WriteSession? session;

    /// <param name="open">Opens (again) what is written to.</param>
    /// <param name="committed">Tells those who wait for news; before the work itself is answered.</param>
    public LogWriter(
        StorageOptions options,
        TimeProvider time,
        LogHealth health,
        Func<WriteSession> open,
        Func<Exception, LogUnavailableException> explain,
        Action<IReadOnlyList<LogWork>> committed)
    {
        (this.open, this.explain, this.health, this.committed) = (open, explain, health, committed);
        retryInterval = options.RetryInterval;
        queue = Channel.CreateBounded<LogWork>(
            new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true });
        retry = time.CreateTimer(
            static writer => ((LogWriter)writer!).Probe(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        TryOpen();
        thread = new Thread(Run) { Name = "kaos-log-writer", IsBackground = true };
        thread.Start();
    }

    /// <summary>Cancelling stops only what has not been taken into the queue yet.</summary>
    public async ValueTask SubmitAsync(LogWork work, CancellationToken cancellationToken)
    {
        try
        {
            await queue.Writer.WriteAsync(work, cancellationToken);
        }
        catch (ChannelClosedException exception)
        {
            throw new LogUnavailableException("The log has been closed: this process is stopping.", exception);
        }
    }

    /// <summary>False when there is no room now.</summary>
    public bool TrySubmit(LogWork work) => queue.Writer.TryWrite(work);

    /// <summary>Writes what was taken, then closes.</summary>
    public void Dispose()
    {
        retry.Dispose();
        queue.Writer.TryComplete();
        thread.Join();
        session?.Dispose();
        session = null;
    }

    private void TryOpen()
    {
        try
        {
            session = open();
            health.Set(null);
        }
        catch (Exception exception) when (StorageErrors.IsStorage(exception))
        {
            Unavailable(exception);
        }
    }

    private void Run()
    {
        while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            batch.Clear();
            Take();

            // Where several commit at once, who is about to comes along: most of a commit's cost is for all of it.
            while (batch.Count is > 1 and < LargestBatch && Thread.Yield() && Take())
            {
            }

            Write(batch);
        }
    }

    private bool Take()
    {
        var before = batch.Count;
        while (batch.Count < LargestBatch && queue.Reader.TryRead(out var work))
        {
            batch.Add(work);
        }

        return batch.Count > before;
    }

    private void Write(IReadOnlyList<LogWork> works)
    {
        try
        {
            session ??= open();
            session.Begin();
            foreach (var work in works)
            {
                work.Apply(session);
            }

            session.Commit();
        }
        catch (Exception exception) when (exception is StorageRefusedException || StorageErrors.IsStorage(exception))
        {
            FailAll(works, exception);
            return;
        }
        catch (Exception exception)
        {
            Alone(works, exception);
            return;
        }

        health.Set(null);
        committed(works);
        foreach (var work in works)
        {
            work.Succeed();
        }
    }

    private void FailAll(IReadOnlyList<LogWork> works, Exception exception)
    {
        var reason = Unavailable(exception);
        foreach (var work in works)
        {
            work.Fail(reason);
        }
    }

    private void Alone(IReadOnlyList<LogWork> works, Exception exception)
    {
        try
        {
            session?.Rollback();
        }
        catch (Exception failure) when (StorageErrors.IsStorage(failure))
        {
            FailAll(works, failure);
            return;
        }

        if (works.Count == 1)
        {
            works[0].Fail(exception);
            return;
        }

        foreach (var work in works)
        {
            Write([work]);
        }
    }

    // A fresh connection is the only state that is surely sound after a failure of the disk.
    private LogUnavailableException Unavailable(Exception exception)
    {
        var reason = explain(exception);
        try
        {
            session?.Dispose();
        }
        catch (Exception closing) when (StorageErrors.IsStorage(closing))
        {
            // What could not be closed is abandoned; the disk's failure has been reported already.
        }

        session = null;
        health.Set(reason.Message);
        retry.Change(retryInterval, Timeout.InfiniteTimeSpan);
        return reason;
    }

    private void Probe()
    {
        if (!health.Available)
        {
            TrySubmit(new ActionWork(static session => session.Touch()));
        }
    }
}
