using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Driving;

/// <summary>What a driver works with.</summary>
internal sealed record DriverTools(
    IClusters Clusters, IPlanner Planner, IGate Gate, IVerifier Verifier, TimeProvider Time, DriverOptions Options);

/// <summary>
/// Carries out what <see cref="Agenda"/> asks for, one piece after the other, until there is nothing to do.
/// </summary>
internal sealed class SessionDriver(DriverTools tools, SessionLog log)
{
    private readonly InvestigationWork investigation = new(tools, log);
    private readonly MergeWork merge = new(tools, log);
    private readonly ExecutionWork execution = new(tools, log);
    private readonly WatchWork watch = new(tools, log);
    private readonly RepairWork repair = new(tools, log);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var state = await log.StateAsync(cancellationToken);
            if (Agenda.Next(state) is not { } work)
            {
                return;
            }

            await PerformAsync(state, work, cancellationToken);
        }
    }

    /// <summary>What keeps failing is handed to a person, with why.</summary>
    public ValueTask GiveUpAsync(string why, CancellationToken cancellationToken) => log.ReportAsync(
        cancellationToken,
        new SessionEnded(SessionOutcome.Escalated, $"I could not go on: {why} A person has to take over."));

    public Task PerformAsync(SessionState state, Work work, CancellationToken cancellationToken) => work switch
    {
        Work.Investigate => investigation.InvestigateAsync(state, cancellationToken),
        Work.Offer => investigation.OfferAsync(state, cancellationToken),
        Work.AwaitRepair => repair.AwaitAsync(state, cancellationToken),
        Work.Judge judge => execution.JudgeAsync(state, judge.Plan, cancellationToken),
        Work.TakeGrant grant => execution.TakeGrantAsync(state, grant.Plan, cancellationToken),
        Work.ReturnGrant left => execution.ReturnGrantAsync(left, cancellationToken),
        Work.Write write => execution.WriteAsync(write.Plan, write.Step, write.Undo, cancellationToken),
        Work.Settle settle => execution.SettleAsync(settle.Plan, settle.Run, cancellationToken),
        Work.AwaitRollout rollout => execution.AwaitRolloutAsync(rollout.Plan, rollout.Run, cancellationToken),
        Work.StartWatch start => watch.StartAsync(start.Plan, cancellationToken),
        Work.Watch watching => watch.WatchAsync(state, watching, cancellationToken),
        Work.StartAwaitMerge start => merge.StartAsync(start.Plan, cancellationToken),
        Work.AwaitMerge waiting => merge.AwaitAsync(state, waiting, cancellationToken),
        Work.StartUndo undo => watch.StartUndoAsync(undo.Plan, undo.Why, cancellationToken),
        Work.Finish finish => watch.FinishAsync(state, finish.Plan, finish.How, cancellationToken),
        _ => throw new InvalidOperationException($"No driver does '{work.GetType().Name}'."),
    };
}
