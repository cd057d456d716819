using System.Collections.Concurrent;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Log;
using Kaos.Contracts;
using Kaos.Tests.Shared.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kaos.Agent.Grains.Tests.Engine;

/// <summary>An engine with the toy counter on a log in memory.</summary>
internal sealed class Bench : IAsyncDisposable, ICommitListener
{
    public static readonly Principal Ada = new("ada", PrincipalKind.Person, [Role.Operator], ["*"]);

    private readonly List<IAsyncDisposable> loops = [];
    private int commands;

    public Bench(InMemoryLog? log = null)
    {
        Log = log ?? new InMemoryLog();
        Faulty = new FaultyLog(Log);
        Grains = new EmbeddedGrains(
            [GrainBinding.Of(Counter)], Faulty, Log.Deadlines, Time, Options, () => [this],
            NullLogger<EmbeddedGrains>.Instance);
    }

    public FakeTime Time { get; } = new();

    public EngineOptions Options { get; } = new();

    public Counter Counter { get; } = new();

    public InMemoryLog Log { get; }

    public FaultyLog Faulty { get; }

    public EmbeddedGrains Grains { get; }

    public ConcurrentQueue<(GrainId Id, CounterState State, long FirstSeq)> Committed { get; } = new();

    public Action<GrainId> OnCommit { get; set; } = _ => { };

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static GrainId Id(string key) => new("counter", key);

    public ValueTask<Answer> AskAsync(string key, CounterCommand command, string? commandId = null) =>
        Grains.AskAsync(Id(key), command, Ada, commandId ?? $"cmd-{Interlocked.Increment(ref commands)}", Token);

    public ValueTask<Answer> BeginAsync(string key, CounterCommand command, string commandId) =>
        Grains.BeginAsync(Id(key), command, Ada, commandId, Token);

    public async Task<CounterState> StateAsync(string key) =>
        (await Grains.StateAsync<CounterState>(Id(key), Token)).State;

    public async Task<List<StoredEvent>> EventsAsync(string key)
    {
        var events = new List<StoredEvent>();
        await foreach (var stored in Log.ReadAsync(Id(key).Stream, 1, Token))
        {
            events.Add(stored);
        }

        return events;
    }

    /// <summary>Completes with the counter's first event from <paramref name="seq"/>.</summary>
    public async Task<StoredEvent> EventAsync(string key, long seq)
    {
        await foreach (var stored in Log.TailAsync(Id(key).Stream, seq, Token))
        {
            return stored;
        }

        throw new InvalidOperationException("A tail does not end.");
    }

    public async Task StartOutboxAsync()
    {
        var loop = new OutboxDispatcher(Log.Outbox, Grains, Time, Options, NullLogger<OutboxDispatcher>.Instance);
        loops.Add(new Stopping(loop));
        await loop.StartAsync(Token);
    }

    public async Task StartDeadlinesAsync()
    {
        var loop = new DeadlineLoop(Log.Deadlines, Grains, Time, Options, NullLogger<DeadlineLoop>.Instance);
        loops.Add(new Stopping(loop));
        await loop.StartAsync(Token);
    }

    public void OnCommitted(Committed commit)
    {
        Committed.Enqueue((commit.Id, (CounterState)commit.State, commit.FirstSeq));
        OnCommit(commit.Id);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var loop in loops)
        {
            await loop.DisposeAsync();
        }

        await Grains.DisposeAsync();
    }

    private sealed class Stopping(Microsoft.Extensions.Hosting.BackgroundService loop) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await loop.StopAsync(CancellationToken.None);
            loop.Dispose();
        }
    }
}

/// <summary>A log whose appends can be made to fail or to be overtaken.</summary>
internal sealed class FaultyLog(IEventLog log) : IEventLog
{
    private int reads;

    /// <summary>How often a stream was begun to be read.</summary>
    public int Reads => reads;

    /// <summary>Runs before every append; may throw or append something itself.</summary>
    public Func<Commit, Task> BeforeAppend { get; set; } = _ => Task.CompletedTask;

    public async ValueTask<AppendResult> AppendAsync(Commit commit, CancellationToken cancellationToken)
    {
        await BeforeAppend(commit);
        return await log.AppendAsync(commit, cancellationToken);
    }

    public IAsyncEnumerable<StoredEvent> ReadAsync(string stream, long fromSeq, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref reads);
        return log.ReadAsync(stream, fromSeq, cancellationToken);
    }

    public IAsyncEnumerable<StoredEvent> TailAsync(string stream, long fromSeq, CancellationToken cancellationToken) =>
        log.TailAsync(stream, fromSeq, cancellationToken);

    public IAsyncEnumerable<StoredEvent> TailAllAsync(long afterPosition, CancellationToken cancellationToken) =>
        log.TailAllAsync(afterPosition, cancellationToken);
}
