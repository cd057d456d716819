using System.Collections.Concurrent;
using System.Text.Json;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Sessions;
using Kaos.Agent.Grains.Tests.Sessions;
using Kaos.Contracts.Sessions;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kaos.Agent.Grains.Tests.Engine;

/// <summary>
/// Checkpoints of folds: a cache that may be used, lost or broken, and nobody can tell but by the time it takes.
/// </summary>
public sealed class CheckpointTests
{
    private const int Every = 4;

    private static readonly GrainId Id = SessionKind.IdOf("ses-1");

    private readonly InMemoryLog log = new();
    private readonly Kept kept = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Grain_WithACheckpoint_IsReadFromThereOn()
    {
        var version = await WriteAsync();
        var reads = new ReadsOf(log);

        var from = await StateAsync(reads, kept);

        var checkpoint = kept.All.Values.ShouldHaveSingleItem();
        checkpoint.Version.ShouldBeInRange(Every, version);
        reads.From.ShouldBe([checkpoint.Version + 1]);
        Text(from).ShouldBe(Text(await StateAsync(log, null)));
    }

    [Fact]
    public async Task Command_RecordedBeforeTheCheckpoint_IsRecognisedAfterIt()
    {
        await WriteAsync();
        await using var grains = Engine(log, kept);

        var again = await grains.AskAsync(Id, new StartDriver(9), Story.Driver, "c-start", Token);

        again.Duplicate.ShouldBeTrue();
    }

    [Fact]
    public async Task Checkpoint_ThatIsBroken_IsNotUsed()
    {
        await WriteAsync();
        kept.All[Id.Stream] = kept.All[Id.Stream] with { State = "{\"phase\":"u8.ToArray() };

        Text(await StateAsync(log, kept)).ShouldBe(Text(await StateAsync(log, null)));
    }

    private async Task<long> WriteAsync()
    {
        await using var grains = Engine(log, kept);
        await grains.AskAsync(Id, new OpenSession("inc-1", Story.Signal()), Story.Driver, "c-open", Token);
        var answer = await grains.AskAsync(Id, new StartDriver(1), Story.Driver, "c-start", Token);
        for (var i = 0; i < 9; i++)
        {
            answer = await grains.AskAsync(
                Id, new Report(1, [new Narrated($"piece {i}. ", $"k{i}")]), Story.Driver, $"c-{i}", Token);
        }

        return answer.Version;
    }

    private static async Task<Standing<SessionState>> StateAsync(IEventLog events, IFoldCheckpoints? checkpoints)
    {
        await using var grains = Engine(events, checkpoints);

        return await grains.StateAsync<SessionState>(Id, Token);
    }

    private static EmbeddedGrains Engine(IEventLog events, IFoldCheckpoints? checkpoints) => new(
        [GrainBinding.Of(new SessionKind())], events, new InMemoryLog().Deadlines, TimeProvider.System,
        new EngineOptions { CheckpointEvents = Every }, static () =>
            [], NullLogger<EmbeddedGrains>.Instance, checkpoints);

    private static string Text(Standing<SessionState> standing) =>
        standing.Version + JsonSerializer.Serialize(standing.State, new SessionKind().StateJson);

    private sealed class Kept : IFoldCheckpoints
    {
        public ConcurrentDictionary<string, FoldCheckpoint> All { get; } = new(StringComparer.Ordinal);

        public ValueTask<FoldCheckpoint?> FindAsync(string stream, string code, CancellationToken cancellationToken) =>
            new(All.TryGetValue(stream, out var found) && found.Code == code ? found : null);

        public void Keep(FoldCheckpoint checkpoint) => All[checkpoint.Stream] = checkpoint;
    }

    private sealed class ReadsOf(IEventLog events) : IEventLog
    {
        public List<long> From { get; } = [];

        public ValueTask<AppendResult> AppendAsync(Commit commit, CancellationToken cancellationToken) =>
            events.AppendAsync(commit, cancellationToken);

        public IAsyncEnumerable<StoredEvent> ReadAsync(string stream, long fromSeq, CancellationToken cancellationToken)
        {
            From.Add(fromSeq);
            return events.ReadAsync(stream, fromSeq, cancellationToken);
        }

        public IAsyncEnumerable<StoredEvent> TailAsync(
            string stream, long fromSeq, CancellationToken cancellationToken) =>
            events.TailAsync(stream, fromSeq, cancellationToken);

        public IAsyncEnumerable<StoredEvent> TailAllAsync(long afterPosition, CancellationToken cancellationToken) =>
            events.TailAllAsync(afterPosition, cancellationToken);
    }
}
