using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate.Execution;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate;

/// <summary>The one gate: judges, and carries out what was judged. No other code has a cluster's writer.</summary>
internal sealed class WriteGate(
    GateJudge judge, IClusterWriters writers, IClusters clusters, TimeProvider time, GateOptions options) : IGate
{
    /// <summary>No broker is installed: the writes are made with KAOS's own rights, and the record says so.</summary>
    public const string OwnRights = "own-rights";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    public ValueTask<Judgement> JudgeAsync(Plan plan, Consent consent, CancellationToken cancellationToken) =>
        judge.JudgeAsync(plan, consent, cancellationToken);

    public Task<(string Grant, DateTimeOffset Until)> TakeGrantAsync(Plan plan, CancellationToken cancellationToken) =>
        Task.FromResult((OwnRights, time.GetUtcNow() + options.GrantLasts));

    public Task ReturnGrantAsync(Plan plan, string grant, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<StepOutcome> WriteAsync(Plan plan, int step, bool undo, CancellationToken cancellationToken)
    {
        // The caller has asked Judge; what holds for every write is asked again, since this is the last door.
        if (await judge.ForbidsAsync(plan, undo, cancellationToken) is { } why)
        {
            return new StepOutcome(StepResult.Refused, $"Nothing was written. {why}");
        }

        if (WriterOf(plan) is not { } writer)
        {
            return new StepOutcome(StepResult.Refused, $"Nothing was written: there is no cluster {plan.Cluster} that could be changed.");
        }

        return await WriteWhenAllowedAsync(writer, plan, step, undo, cancellationToken);
    }

    public Task<StepSighting> LookAsync(Plan plan, int step, bool undo, CancellationToken cancellationToken) =>
        WriterOf(plan) is { } writer
            ? writer.LookAsync(plan, step, undo, cancellationToken)
            : Task.FromResult(StepSighting.CannotTell);

    public Task<FieldWriter?> LastWriterAsync(Plan plan, CancellationToken cancellationToken) =>
        WriterOf(plan) is { } writer ? writer.LastWriterAsync(plan, cancellationToken) : Task.FromResult<FieldWriter?>(null);

    public IAsyncEnumerable<RolloutProgress> RolloutAsync(Plan plan, int step, bool undo, CancellationToken cancellationToken) =>
        clusters.Find(plan.Cluster) is { } cluster && writers.ReaderFor(plan.Cluster) is { } reader
            ? new RolloutWatch(reader, cluster).FollowAsync(plan.Steps[step].RolloutOf ?? plan.Steps[step].Target, cancellationToken)
            : throw new TimeoutException($"There is no cluster {plan.Cluster} whose roll-out could be watched.");

    // Pods that were evicted before come up again elsewhere, and then the budget lets the next one go.
    private async Task<StepOutcome> WriteWhenAllowedAsync(
        StepWriter writer, Plan plan, int step, bool undo, CancellationToken cancellationToken)
    {
        var cluster = clusters.Find(plan.Cluster);
        var until = cluster?.Now + Patience;
        while (true)
        {
            var outcome = await writer.WriteAsync(plan, step, undo, cancellationToken);
            if (outcome.Result != StepResult.Held || cluster is null || cluster.Now >= until)
            {
                return outcome;
            }

            await cluster.DelayUntilAsync(cluster.Now + Between, cancellationToken);
        }
    }

    private StepWriter? WriterOf(Plan plan) =>
        writers.For(plan.Cluster) is { } writer && writers.ReaderFor(plan.Cluster) is { } reader
            ? new StepWriter(reader, writer, options)
            : null;
}
