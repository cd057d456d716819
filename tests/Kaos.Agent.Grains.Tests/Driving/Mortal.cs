using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Grants;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Tests.Sessions;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Tests.Driving;

/// <summary>
/// Where a process dies: after so many events of sessions are durable, or right after so many writes.
/// </summary>
internal sealed class Death(int afterEvents, int afterWrites)
{
    private int events;
    private int writes;

    public TaskCompletionSource Died { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool Dead => Died.Task.IsCompleted;

    public static Death Never => new(int.MaxValue, int.MaxValue);

    public int Events => events;

    public void OnAppended(Commit commit)
    {
        if (commit.Stream.StartsWith("session/", StringComparison.Ordinal) &&
            Interlocked.Add(ref events, commit.Events.Count) >= afterEvents)
        {
            Died.TrySetResult();
        }
    }

    public void OnWritten()
    {
        if (Interlocked.Increment(ref writes) >= afterWrites)
        {
            Died.TrySetResult();
        }
    }

    /// <summary>A dead process does nothing more.</summary>
    public void Check()
    {
        if (Dead)
        {
            throw new LogUnavailableException("the process is dead");
        }
    }
}

/// <summary>
/// The log as a process sees it that may die: the commit that kills it is durable and never answered.
/// </summary>
internal sealed class MortalLog(IEventLog log, Death death) : IEventLog
{
    public async ValueTask<AppendResult> AppendAsync(Commit commit, CancellationToken cancellationToken)
    {
        death.Check();
        var result = await log.AppendAsync(commit, cancellationToken);
        death.OnAppended(commit);
        death.Check();

        return result;
    }

    public IAsyncEnumerable<StoredEvent> ReadAsync(string stream, long fromSeq, CancellationToken cancellationToken) =>
        log.ReadAsync(stream, fromSeq, cancellationToken);

    public IAsyncEnumerable<StoredEvent> TailAsync(string stream, long fromSeq, CancellationToken cancellationToken) =>
        log.TailAsync(stream, fromSeq, cancellationToken);

    public IAsyncEnumerable<StoredEvent> TailAllAsync(long afterPosition, CancellationToken cancellationToken) =>
        log.TailAllAsync(afterPosition, cancellationToken);
}

/// <summary>What outlives the process: which steps were carried out, and how often.</summary>
internal sealed class World
{
    public List<(int Step, bool Undo)> Writes { get; } = [];

    /// <summary>After which somebody else has changed what is undone: its fields are as nobody planned.</summary>
    public bool UndoIsLost { get; init; }

    /// <summary>Whether what was done helps.</summary>
    public bool Helps { get; init; } = true;

    /// <summary>The class is at Act, else at Approve.</summary>
    public bool ActsAlone { get; init; }

    /// <summary>After so many writes the class is a level lower.</summary>
    public int FallsAfter { get; init; } = int.MaxValue;

    /// <summary>After so many writes the API server refuses them.</summary>
    public int RefusesAfter { get; init; } = int.MaxValue;

    public bool UndoIsRefused { get; init; }

    public Maturity Level => (ActsAlone ? Maturity.Act : Maturity.Approve) - (Writes.Count >= FallsAfter ? 1 : 0);
}

internal sealed class FakeGate(World world, Death death) : IGate, IPlanner, IVerifier
{
    public ValueTask<Judgement> JudgeAsync(Plan plan, Consent consent, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new Judgement(
            consent.Approvers.IsEmpty && (consent.Own is null || world.Level < Maturity.Act) ? Effect.Ask : Effect.Allow,
            world.Level, []));

    public Task<Grant> TakeGrantAsync(Plan plan, GrantReason reason, CancellationToken cancellationToken) =>
        Task.FromResult(new Grant("own-rights", Story.Noon));

    public Task ReturnGrantAsync(Plan plan, string grant, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<string>> SweepGrantsAsync(
        IReadOnlySet<string> inUse, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    public Task<IReadOnlyList<string>> SweepDebugPodsAsync(
        Func<string, CancellationToken, ValueTask<AbandonedPlan?>> abandoned, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    public Task<StepOutcome> WriteAsync(Plan plan, int step, bool undo, CancellationToken cancellationToken)
    {
        death.Check();
        if (!undo && (world.Level <= Maturity.Propose || world.Writes.Count >= world.RefusesAfter))
        {
            var why = world.Level <= Maturity.Propose ? StepResult.Stopped : StepResult.Refused;
            return Task.FromResult(new StepOutcome(why, "Nothing was written."));
        }

        if (undo && world.UndoIsRefused)
        {
            return Task.FromResult(new StepOutcome(StepResult.Refused, "Nothing was written."));
        }

        world.Writes.Add((step, undo));
        death.OnWritten();
        death.Check();

        return Task.FromResult(new StepOutcome(StepResult.Written, "patched", "1"));
    }

    public Task<StepSighting> LookAsync(Plan plan, int step, bool undo, CancellationToken cancellationToken) =>
        Task.FromResult(undo && world.UndoIsLost ? StepSighting.Changed
            : world.Writes.Contains((step, undo)) ? StepSighting.Happened : StepSighting.NotHappened);

    public async IAsyncEnumerable<RolloutProgress> RolloutAsync(
        Plan plan, int step, bool undo, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var ready = 1; ready <= 3; ready++)
        {
            await Task.Yield();
            yield return new(ready, 3);
        }
    }

    public Task<Offer> OfferAsync(PlanScope scope, Finding finding, CancellationToken cancellationToken) =>
        Task.FromResult(
            new Offer([Story.Option("fix", "p2"), Story.Option("do-nothing", null)], [Story.Plan("p2")], []));

    public Task<FieldWriter?> LastWriterAsync(Plan plan, CancellationToken cancellationToken) =>
        Task.FromResult<FieldWriter?>(null);

    public Task<Offer> OfferRequestAsync(
        PlanScope scope, ChangeRequest request, Finding finding, CancellationToken cancellationToken) =>
        OfferAsync(scope, finding, cancellationToken);

    public Task<VerificationReading> ReadAsync(
        Plan plan, Finding finding, DateTimeOffset from, bool final, CancellationToken cancellationToken) =>
        Task.FromResult(world.Helps
            ? new VerificationReading(VerificationState.Good, [], "all is well")
            : new VerificationReading(VerificationState.Failed, [], "it still dies"));
}

/// <summary>A written-down cluster whose time jumps to whatever is waited for.</summary>
internal sealed class JumpingCluster(ClusterSnapshot snapshot) : ICluster
{
    private readonly SnapshotCluster cluster = new(snapshot);
    private DateTimeOffset now = snapshot.Now;

    public string Name => "east";

    public DateTimeOffset Now => now;

    public Task DelayUntilAsync(DateTimeOffset clusterTime, CancellationToken cancellationToken)
    {
        now = clusterTime > now ? clusterTime : now;

        return Task.CompletedTask;
    }

    public ClusterSnapshot Look() => cluster.Look();

    public Task<CaseFile> ReadAsync(
        CaseFile file, ImmutableArray<ReadRequest> requests, CancellationToken cancellationToken) =>
        cluster.ReadAsync(file, requests, cancellationToken);

    public ValueTask WaitForChangeAsync(CancellationToken cancellationToken) =>
        cluster.WaitForChangeAsync(cancellationToken);
}
