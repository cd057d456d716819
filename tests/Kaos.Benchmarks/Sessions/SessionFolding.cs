using System.Diagnostics;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Sessions;
using Kaos.Agent.Host.Storage;
using Kaos.Benchmarks.Reporting;
using Kaos.Contracts.Sessions;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kaos.Benchmarks.Sessions;

/// <summary>
/// A session's state from its log, as its grain gets it on first use: rows from SQLite, JSON, fold; and the fold alone.
/// </summary>
internal static class SessionFolding
{
    private const int Events = 10_000;
    private const int WarmUp = 20;
    private const int Repetitions = 30;
    private const string Stream = "session/ses-bench";
    private static readonly SessionKind Kind = new();

    public static async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        var folder = Scratch.Folder("fold");
        var story = SessionStory.OfLength(Events);
        using var storage = new SqliteStorage(
            new StorageOptions { Path = folder }, TimeProvider.System, NullLogger<SqliteStorage>.Instance);
        var log = new SqliteLog(storage);
        await StoreAsync(log, story);

        var clock = Stopwatch.StartNew();
        var first = await LoadAsync(log);
        var cold = clock.Elapsed.TotalMilliseconds;
        List<double> loads = [], folds = [], decodes = [], reads = [], grains = [];
        await ActivateAsync(storage, log);
        for (var i = 0; i < WarmUp + Repetitions; i++)
        {
            var load = await TimeAsync(async () => _ = await LoadAsync(log));
            List<StoredEvent> stored = [];
            var read = await TimeAsync(async () => stored = await ReadAsync(log));
            SessionEvent[] facts = [];
            var decode = await TimeAsync(() => Task.FromResult(facts = [.. stored.Select(Decode)]));
            SessionState? folded = null;
            var fold = await TimeAsync(() => Task.FromResult(folded = Fold(facts)));
            if (folded?.Narration.Count != first.Narration.Count || folded.Evidence.Count != first.Evidence.Count)
            {
                throw new InvalidOperationException("Two folds of the same events differ.");
            }

            var activation = await TimeAsync(() => ActivateAsync(storage, log));
            if (i >= WarmUp)
            {
                grains.Add(activation);
                loads.Add(load);
                reads.Add(read);
                folds.Add(fold);
                decodes.Add(decode);
            }
        }

        return
        [
            Figure.Of(
                $"load of a session of {Events:N0} events by its grain, from its checkpoint", "ms", grains,
                Target.Most(20)),
            Figure.Of("the same without a checkpoint: SQLite, JSON, fold", "ms", loads),
            Figure.Of("of that, the fold alone", "ms", folds, Target.Most(20)),
            Figure.Of("of that, rows from SQLite alone", "ms", reads),
            Figure.Of("of that, JSON alone", "ms", decodes),
            Figure.Of("the same load as the first thing a process does", "ms", [cold]),
        ];
    }

    private static async Task StoreAsync(SqliteLog log, IReadOnlyList<SessionEvent> story)
    {
        var version = 0L;
        foreach (var turn in story.Chunk(100))
        {
            var events = turn.Select((fact, i) => new NewEvent(
                Kind.Events.NameOf(fact), DateTimeOffset.UnixEpoch, "system:benchmark", $"c-{version + i}",
                Kind.Events.Write(fact)));
            var result = await log.AppendAsync(
                new Commit { Stream = Stream, ExpectedVersion = version, Events = [.. events] },
                CancellationToken.None);
            version = result.Version;
        }
    }

    private static async Task ActivateAsync(SqliteStorage storage, SqliteLog log)
    {
        await using var grains = new EmbeddedGrains(
            [GrainBinding.Of(Kind)], log, new SqliteDeadlines(storage), TimeProvider.System, new EngineOptions(),
            static () => [],
            NullLogger<EmbeddedGrains>.Instance, new SqliteFoldCheckpoints(storage));
        var standing = await grains.StateAsync<SessionState>(SessionKind.IdOf("ses-bench"), CancellationToken.None);
        if (standing.Version != Events)
        {
            throw new InvalidOperationException("The grain did not read the whole session.");
        }
    }

    // As Activation.LoadAsync does it without a checkpoint.
    private static async Task<SessionState> LoadAsync(SqliteLog log)
    {
        var state = Kind.Initial("ses-bench");
        var causes = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var stored in log.ReadAsync(Stream, 1, CancellationToken.None))
        {
            state = Kind.Fold(state, Decode(stored), new EventMeta(stored.Seq, stored.At, stored.Actor, stored.Cause));
            causes.Add(stored.Cause);
        }

        return state;
    }

    private static async Task<List<StoredEvent>> ReadAsync(SqliteLog log)
    {
        List<StoredEvent> all = [];
        await foreach (var stored in log.ReadAsync(Stream, 1, CancellationToken.None))
        {
            all.Add(stored);
        }

        return all;
    }

    private static SessionEvent Decode(StoredEvent stored) => Kind.Events.Read(stored.Type, stored.Data.Span);

    private static SessionState Fold(SessionEvent[] facts)
    {
        var state = Kind.Initial("ses-bench");
        foreach (var fact in facts)
        {
            state = SessionFold.Apply(state, fact);
        }

        return state;
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        GC.Collect();
        var clock = Stopwatch.StartNew();
        await work();
        return clock.Elapsed.TotalMilliseconds;
    }
}
